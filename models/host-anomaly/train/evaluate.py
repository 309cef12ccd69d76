#!/usr/bin/python3
"""Faults noticed, how soon, and false alarms an hour, as JSON on standard output.

    evaluate.py [--training] [--model model.onnx]

The model sees a window every half second, as in the appliance's configuration (size 50, hop 5 at 10 Hz). An alarm is
raised after RAISE_AFTER windows above the limit in a row and cleared after CLEAR_AFTER below. A fault is noticed if an
alarm *rises* within ten seconds of its start: one that is up already says nothing new. A stretch of healthy time in
which an alarm is up is a false alarm, whether the alarm rose in it or was never cleared. Twelve seconds after a fault
count as neither. `quiet` leaves out what happened while somebody else's compilers or tests were at work; for a fault,
that is its first ten seconds.

Measured twice: one alarm on `score`, and an alarm of its own on each of `processor`, `memory`, `disk` and `network`.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import onnx

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
import qdq
import recordings
from recordings import HOP, KINDS, RATE_HZ

RAISE_AFTER, CLEAR_AFTER, NOTICE_S = 6, 10, 10


def alarm(above):
    """Whether the alarm is up at each window."""
    up, state, run = np.zeros(len(above), bool), False, 0
    for i, high in enumerate(above):
        run = run + 1 if high != state else 0
        if run >= (CLEAR_AFTER if state else RAISE_AFTER):
            state, run = not state, 0
        up[i] = state
    return up


def starts(flags):
    return np.flatnonzero(flags & ~np.r_[False, flags[:-1]])


def noticed(recording, kinds, ends, up):
    rises = starts(up)
    faults = []
    for kind, first, last in recording.episodes():
        during = rises[(ends[rises] >= first) & (ends[rises] < last)]
        if kind in kinds:
            faults.append(
                {
                    "kind": kind,
                    "at_s": float(first / RATE_HZ),
                    "quiet": not recording.busy[first : first + NOTICE_S * RATE_HZ].any(),
                    "after_s": float((ends[during[0]] - first) / RATE_HZ) if len(during) else None,
                }
            )
    return faults


def events(recording, ends, up, kinds):
    healthy = recording.labels == "normal"
    quiet = healthy & ~recording.busy
    wrong = starts(up & healthy[ends])
    hours = lambda windows: float(windows.sum() * HOP / RATE_HZ / 3600)
    return {
        "healthy_hours": hours(healthy[ends]),
        "quiet_hours": hours(quiet[ends]),
        "healthy_alarm_hours": hours(up & healthy[ends]),
        "quiet_alarm_hours": hours(up & quiet[ends]),
        "faults": noticed(recording, kinds, ends, up),
        "false_alarms": [{"at_s": float(ends[w] / RATE_HZ), "quiet": bool(quiet[ends[w]])} for w in wrong],
    }


def measure(recording, model, threshold):
    """For `score` and each kind's own output: faults caused and noticed, and false alarms."""
    x, ends = recording.windows()
    outputs = qdq.run(model, {"x": x})
    above = {name: alarm(outputs[name][:, 0] > threshold) for name in ["score", *KINDS]}
    return {name: events(recording, ends, up, KINDS if name == "score" else [name]) for name, up in above.items()}


def _faults(faults):
    after = [f["after_s"] for f in faults if f["after_s"] is not None and f["after_s"] <= NOTICE_S]
    return {
        "caused": len(faults),
        "noticed": len(after),
        "median_s": float(np.median(after)) if after else None,
        "slowest_s": max(after, default=None),
    }


def summary(results, quiet):
    """`results`: an output's `events`, one a recording."""
    chosen = lambda key: [event for r in results for event in r[key] if event["quiet"] or not quiet]
    total = lambda key: sum(r[f"{'quiet' if quiet else 'healthy'}_{key}"] for r in results)
    hours, wrong, faults = total("hours"), len(chosen("false_alarms")), chosen("faults")
    return {
        "healthy_hours": round(hours, 3),
        "false_alarms": wrong,
        "false_alarms_per_hour": round(wrong / max(1e-9, hours), 2),
        "time_in_alarm_percent": round(100 * total("alarm_hours") / max(1e-9, hours), 2),
        "faults": {kind: _faults([f for f in faults if f["kind"] == kind]) for kind in KINDS if any(f["kind"] == kind for f in faults)},
    }


def report(results):
    """`results`: what `measure` gave, by the recording's name."""
    outputs = ["score", *KINDS]
    pooled = {when: {name: summary([r[name] for r in results.values()], when == "quiet") for name in outputs} for when in ("quiet", "all")}
    return {**pooled, "recordings": results}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--training", action="store_true", help="the recordings it was trained on, instead of those held out")
    arguments.add_argument("--model", default=str(Path(__file__).resolve().parents[1] / "model.onnx"))
    chosen = arguments.parse_args()
    threshold = json.loads((Path(chosen.model).parent / "bundle.json").read_text())["threshold"]
    model = onnx.load(chosen.model)
    print(json.dumps(report({r.name: measure(r, model, threshold) for r in recordings.load(held=not chosen.training)}), indent=1))


if __name__ == "__main__":
    main()
