"""Reads what record.py wrote. Recordings named `held-*` are for the last measurement alone; the rest are for training."""

import copy
import lzma
from pathlib import Path

import numpy as np

import channels

FOLDER = Path(__file__).resolve().parents[1] / "recordings"
RATE_HZ = 10
WINDOW = 50
HOP = 5
KINDS = ["processor", "memory", "disk", "network"]
PIECE_ROWS = 1200
BUSY_BEFORE, BUSY_AFTER = 10, 60  # rows: `build` comes up to a second late, and the kernel's averages remember it


class Recording:
    """`values` f32[rows, 15], `labels` text[rows], `busy` bool[rows]: somebody else's compilers or tests were at work, or had
    been until six seconds ago. Such a row is neither surely healthy (a build does hog the processors) nor a fault of ours."""

    def __init__(self, path):
        with lzma.open(path, "rt") as file:
            header, *rows = [line.split(",") for line in file.read().split()]
        if header != ["time_ms", *channels.NAMES, "label", "build"]:
            raise ValueError(f"{path} has other columns")
        self.name = path.name.split(".")[0]
        self.values = np.array([row[1:-2] for row in rows], np.float32)
        self.labels = np.array([row[-2] for row in rows])
        self.busy = _spread(np.array([row[-1] == "1" for row in rows]))

    def pieces(self):
        """Itself cut into pieces of some two minutes, each cut six seconds or more into a healthy stretch."""
        margin = 60
        healthy = np.lib.stride_tricks.sliding_window_view(self.labels == "normal", 2 * margin).all(1)
        cuts = [0]
        for row in np.flatnonzero(healthy) + margin:
            if row - cuts[-1] >= PIECE_ROWS and len(self.labels) - row >= PIECE_ROWS // 2:
                cuts.append(int(row))
        return [self._part(a, b) for a, b in zip(cuts, [*cuts[1:], len(self.labels)])]

    def _part(self, first, end):
        part = copy.copy(self)
        part.name = f"{self.name}@{first // RATE_HZ}s"
        part.values, part.labels, part.busy = self.values[first:end], self.labels[first:end], self.busy[first:end]
        return part

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


def _spread(flags):
    padded = np.pad(flags, (BUSY_AFTER, BUSY_BEFORE))
    return np.lib.stride_tricks.sliding_window_view(padded, BUSY_BEFORE + BUSY_AFTER + 1).any(1)


def load(held):
    paths = sorted(FOLDER.glob("*.csv.xz"))
    return [Recording(path) for path in paths if path.name.startswith("held-") == held]
