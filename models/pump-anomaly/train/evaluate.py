#!/usr/bin/python3
"""Accuracy on SKAB valve1: published and causal rule side by side, per file and pooled, as JSON on standard output.

    evaluate.py --data skab/data [--baseline t2q|mewma]

f1 is a fraction; far (false alarms among healthy rows) and mar (missed rows among anomalous ones) are percent.
"""

import argparse
import json

import numpy as np

import rules
import skab
from baselines import BASELINES


def evaluate(data, score):
    """`score` takes a file's raw channels f64[rows, 8] and returns a score a window; it may fit on rows 0-399."""
    files, pooled = {}, {"published": np.zeros(4, int), "causal": np.zeros(4, int)}
    for name, values, labels in skab.valve1(data):
        scores = score(values)
        threshold = rules.limit(scores)
        files[name] = {}
        for rule in ("published", "causal"):
            counts = rules.count(getattr(rules, rule)(scores, threshold), labels)
            files[name][rule] = rules.measures(counts)
            pooled[rule] += counts
    return {"pooled": {rule: rules.measures(c) for rule, c in pooled.items()}, "files": files}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", required=True, help="folder that holds valve1/")
    arguments.add_argument("--baseline", choices=sorted(BASELINES), default="t2q")
    chosen = arguments.parse_args()
    print(json.dumps(evaluate(chosen.data, BASELINES[chosen.baseline]), indent=1))


if __name__ == "__main__":
    main()
