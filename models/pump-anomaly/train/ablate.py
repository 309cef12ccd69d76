#!/usr/bin/python3
"""How much of the accuracy comes from where the whitening was learnt, for the model card. Nothing is chosen by this.

    ablate.py --data skab/data
"""

import argparse
import json

import numpy as np

import rules
import skab
import train
from evaluate import RULES, network


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", required=True, help="folder that holds valve1/")
    experiments = list(skab.valve1(arguments.parse_args().data))
    healthy = [values[: skab.FIT_ROWS] for _, values, _ in experiments]
    sources = {
        "all sixteen experiments (shipped)": lambda i: healthy,
        "the other fifteen experiments": lambda i: healthy[:i] + healthy[i + 1 :],
        "the experiment itself alone": lambda i: [healthy[i]],
    }
    for source, choose in sources.items():
        pooled = {rule: np.zeros(4, int) for rule in RULES}
        for i, (_, values, labels) in enumerate(experiments):
            model = train.network(train.weights(choose(i)))
            for rule, scores in network(model)(values).items():
                pooled[rule] += rules.count(RULES[rule](scores, rules.limit(scores)), labels)
        print(json.dumps({"whitening from": source, **{rule: rules.measures(c) for rule, c in pooled.items()}}))


if __name__ == "__main__":
    main()
