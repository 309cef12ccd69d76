#!/usr/bin/python3
"""Trains without some pieces of the training recordings and measures on those left out, for all of them in turn.

    crossvalidate.py [--seed N]

Prints JSON. What is chosen (augmentation, alarm rule, limit) is chosen by this. The recordings named `held-*` take no part.
"""

import argparse
import json

import numpy as np
import torch

import evaluate
import recordings
import train

FOLDS = 5


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seed", type=int, default=1)
    seed = arguments.parse_args().seed
    torch.set_num_threads(1)
    pieces = [piece for recording in recordings.load(held=False) for piece in recording.pieces()]
    learnt = [train.samples(piece) for piece in pieces]
    results = {}
    for fold in range(FOLDS):
        x, target = (np.concatenate(part) for part in zip(*(s for i, s in enumerate(learnt) if i % FOLDS != fold)))
        model = train.network(train.fit(x, target, seed))
        for piece in pieces[fold::FOLDS]:
            results[piece.name] = evaluate.measure(piece, model, train.THRESHOLD)
    print(json.dumps(evaluate.report(results), indent=1))


if __name__ == "__main__":
    main()
