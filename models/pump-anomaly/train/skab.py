"""SKAB experiments: one `;`-separated file each, time, eight channels, then two label columns."""

from pathlib import Path

import numpy as np

CHANNELS = 8
FIT_ROWS = 400  # the protocol: rows 0-399 of a file are healthy and may be fitted, the rest is tested
WINDOW = 60


def load(path):
    """Returns the channels f64[rows, 8] and the labels bool[rows] (all false where a file has none)."""
    rows = [line.split(";") for line in Path(path).read_text().splitlines()[1:] if line]
    values = np.array([[float(cell) for cell in row[1 : 1 + CHANNELS]] for row in rows])
    if len(rows[0]) <= 1 + CHANNELS:
        return values, np.zeros(len(rows), bool)
    return values, np.array([float(row[1 + CHANNELS]) > 0 for row in rows])


def valve1(data):
    """Yields (name, channels, labels) in numeric order."""
    for path in sorted((Path(data) / "valve1").glob("*.csv"), key=lambda p: int(p.stem)):
        yield (path.stem, *load(path))


def windows(values):
    """f32[rows - 59, 8, 60]: entry j ends at row j + 59, its newest row."""
    view = np.lib.stride_tricks.sliding_window_view(values, WINDOW, axis=0)
    return np.ascontiguousarray(view, dtype=np.float32)
