"""Textbook statistics, fitted on the healthy rows of one file, that the shipped model is compared with."""

import numpy as np

from skab import FIT_ROWS, WINDOW


def normalised(values, fit_rows=FIT_ROWS):
    """What the appliance's `normalize` step with `commission` does: mean and deviation of the healthy rows."""
    healthy = values[:fit_rows]
    return (values - healthy.mean(0)) / np.maximum(healthy.std(0), 1e-9)


def t2q(values, fit_rows=FIT_ROWS, explained=0.9):
    """Hotelling's T2 in the leading principal components and the squared residual Q outside them, each over its own
    0.999 healthy quantile; the score of a row is the larger of the two."""
    z = normalised(values, fit_rows)
    power, axes = np.linalg.eigh(np.cov(z[:fit_rows].T))
    power, axes = power[::-1], axes[:, ::-1]
    kept = int(np.searchsorted(np.cumsum(power) / power.sum(), explained)) + 1
    parts = z @ axes
    t2 = (parts[:, :kept] ** 2 / power[:kept]).sum(1)
    q = (parts[:, kept:] ** 2).sum(1)
    joint = [part / max(1e-9, np.quantile(part[:fit_rows], 0.999)) for part in (t2, q)]
    return np.maximum(*joint)[WINDOW - 1 :]


def mewma(values, fit_rows=FIT_ROWS, weight=0.1):
    """Lowry's multivariate EWMA chart, independent channels: the squared length of the moving average."""
    z = normalised(values, fit_rows)
    average = np.zeros_like(z)
    state = np.zeros(z.shape[1])
    for row in range(len(z)):
        state = (1 - weight) * state + weight * z[row]
        average[row] = state
    return (average**2).sum(1)[WINDOW - 1 :]


BASELINES = {"t2q": t2q, "mewma": mewma}
