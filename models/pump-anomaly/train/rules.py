"""The two decision rules, and how their outcomes are counted.

causal:    a row is flagged when the score of the window that ends at it exceeds the limit. A live alarm can do this.
published: a row is flagged when all sixty windows that hold it exceed the limit (SKAB's convolutional autoencoder
           notebook). It looks about 58 rows ahead, so it only serves to compare with SKAB's published table.

The limit of both is the published one: 4/3 of the 0.999 quantile of the scores on rows 0-399.
"""

import numpy as np

from skab import FIT_ROWS, WINDOW


def limit(scores, fit_rows=FIT_ROWS):
    """`scores` has an entry a window; those that end before row `fit_rows` are the healthy ones."""
    return float(np.quantile(scores[: fit_rows - WINDOW + 1], 0.999) * 4 / 3)


def causal(scores, threshold):
    flags = np.zeros(len(scores) + WINDOW - 1, bool)
    flags[WINDOW - 1 :] = scores > threshold
    return flags


def published(scores, threshold):
    """As SKAB's notebook counts: row i is flagged if windows starting at i-59 .. i-1 all exceed the limit."""
    above = np.concatenate([[0], np.cumsum(scores > threshold)])
    flags = np.zeros(len(scores) + WINDOW - 1, bool)
    for row in range(WINDOW - 1, len(scores)):
        first = row - WINDOW + 1
        flags[row] = above[row] - above[first] == WINDOW - 1
    return flags


def count(flags, labels, fit_rows=FIT_ROWS):
    flags, labels = flags[fit_rows:], labels[fit_rows:]
    return np.array(
        [
            np.sum(flags & labels),
            np.sum(~flags & ~labels),
            np.sum(flags & ~labels),
            np.sum(~flags & labels),
        ]
    )


def measures(counts):
    """f1 as a fraction, far and mar in percent."""
    tp, tn, fp, fn = (int(c) for c in counts)
    return {
        "f1": round(tp / max(1.0, tp + (fp + fn) / 2), 4),
        "far": round(100 * fp / max(1, fp + tn), 2),
        "mar": round(100 * fn / max(1, fn + tp), 2),
        "tp": tp,
        "tn": tn,
        "fp": fp,
        "fn": fn,
    }
