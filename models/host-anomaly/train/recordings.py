"""Reads what record.py wrote. Recordings named `held-*` are for the last measurement alone; the rest are for training."""

import lzma
from pathlib import Path

import numpy as np

import channels

FOLDER = Path(__file__).resolve().parents[1] / "recordings"
RATE_HZ = 10
WINDOW = 50
HOP = 5
KINDS = ["processor", "memory", "disk", "network"]


class Recording:
    """`values` f32[rows, 15], `labels` text[rows], `build` bool[rows]."""

    def __init__(self, path):
        with lzma.open(path, "rt") as file:
            header, *rows = [line.split(",") for line in file.read().split()]
        if header != ["time_ms", *channels.NAMES, "label", "build"]:
            raise ValueError(f"{path} has other columns")
        self.name = path.name.split(".")[0]
        self.values = np.array([row[1:-2] for row in rows], np.float32)
        self.labels = np.array([row[-2] for row in rows])
        self.build = np.array([row[-1] == "1" for row in rows])

    def windows(self):
        """f32[n, 15, 50] and the row at which each ends."""
        view = np.lib.stride_tricks.sliding_window_view(self.values, WINDOW, axis=0)[::HOP]
        return np.ascontiguousarray(view), np.arange(len(view)) * HOP + WINDOW - 1

    def episodes(self):
        """(kind, first row, row after the last) of each fault."""
        edges = np.flatnonzero(self.labels[1:] != self.labels[:-1]) + 1
        bounds = [0, *edges, len(self.labels)]
        spans = [(self.labels[a], a, b) for a, b in zip(bounds, bounds[1:])]
        return [span for span in spans if span[0] in KINDS]


def load(held):
    paths = sorted(FOLDER.glob("*.csv.xz"))
    return [Recording(path) for path in paths if path.name.startswith("held-") == held]
