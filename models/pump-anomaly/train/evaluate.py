#!/usr/bin/python3
"""Accuracy on SKAB valve1: published and causal rule side by side, per file and pooled, as JSON on standard output.

    evaluate.py --data skab/data [--model model.onnx | --baseline t2q|mewma]

f1 is a fraction; far (false alarms among healthy rows) and mar (missed rows among anomalous ones) are percent.
The model runs in numpy, int8 as it stands; a file gives mean, deviation and limit from its rows 0-399 and nothing else.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import onnx

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
import qdq
import rules
import skab
from baselines import BASELINES, normalised

RULES = {"published": rules.published, "causal": rules.causal}


def baseline(statistic):
    """A textbook statistic has one score for both rules."""
    return lambda values: dict.fromkeys(RULES, statistic(values))


def network(model):
    """The newest row's score for the causal rule, the whole window's for the one that looks ahead."""

    def score(values):
        outputs = qdq.run(model, {"x": skab.windows(normalised(values))})
        return {"causal": outputs["score"][:, 0], "published": outputs["window_score"][:, 0]}

    return score


def evaluate(data, score):
    """`score` takes a file's raw channels f64[rows, 8] and returns, for each rule, a score a window."""
    files, pooled = {}, {rule: np.zeros(4, int) for rule in RULES}
    for name, values, labels in skab.valve1(data):
        files[name] = {}
        for rule, scores in score(values).items():
            counts = rules.count(RULES[rule](scores, rules.limit(scores)), labels)
            files[name][rule] = rules.measures(counts)
            pooled[rule] += counts
    return {"pooled": {rule: rules.measures(c) for rule, c in pooled.items()}, "files": files}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", required=True, help="folder that holds valve1/")
    arguments.add_argument("--model", default=str(Path(__file__).resolve().parents[1] / "model.onnx"))
    arguments.add_argument("--baseline", choices=sorted(BASELINES))
    chosen = arguments.parse_args()
    score = baseline(BASELINES[chosen.baseline]) if chosen.baseline else network(onnx.load(chosen.model))
    print(json.dumps(evaluate(chosen.data, score), indent=1))


if __name__ == "__main__":
    main()
