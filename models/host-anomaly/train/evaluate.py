#!/usr/bin/python3
"""Faults noticed, how soon, and false alarms an hour, as JSON on standard output.

    evaluate.py [--training] [--model model.onnx]

The model sees a window every half second, as in the appliance's configuration (size 50, hop 5 at 10 Hz). An alarm is
raised after four windows above the limit in a row and cleared after ten below. A fault is noticed if an alarm is up
within ten seconds of its start; an alarm that rises in healthy time is false. Twelve seconds after a fault count as
neither. `quiet` leaves out the time in which somebody else's compilers kept a processor busy.
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

RAISE_AFTER, CLEAR_AFTER, NOTICE_S = 4, 10, 10


def alarm(above):
    """Whether the alarm is up at each window."""
    up, state, run = np.zeros(len(above), bool), False, 0
    for i, high in enumerate(above):
        run = run + 1 if high != state else 0
        if run >= (CLEAR_AFTER if state else RAISE_AFTER):
            state, run = not state, 0
        up[i] = state
    return up


def measure(recording, model, threshold):
    x, ends = recording.windows()
    outputs = qdq.run(model, {"x": x})
    up = alarm(outputs["score"][:, 0] > threshold)
    faults = []
    for kind, first, last in recording.episodes():
        during = np.flatnonzero((ends >= first) & (ends < last) & up)
        after_s = (ends[during[0]] - first) / RATE_HZ if len(during) else None
        named = KINDS[int(np.argmax([outputs[k][during, 0].mean() for k in KINDS]))] if len(during) else None
        faults.append({"kind": kind, "after_s": after_s, "named": named})
    rises = np.flatnonzero(up & ~np.r_[False, up[:-1]])
    rises = rises[recording.labels[ends[rises]] == "normal"]
    healthy = recording.labels == "normal"
    return {
        "faults": faults,
        "healthy_hours": healthy.sum() / RATE_HZ / 3600,
        "false_alarms": len(rises),
        "quiet_hours": (healthy & ~recording.build).sum() / RATE_HZ / 3600,
        "quiet_false_alarms": int((~recording.build[ends[rises]]).sum()),
        "at_s": [float(ends[r] / RATE_HZ) for r in rises],
    }


def summary(results):
    total = {key: sum(r[key] for r in results) for key in ("healthy_hours", "false_alarms", "quiet_hours", "quiet_false_alarms")}
    total["false_alarms_per_hour"] = round(total["false_alarms"] / max(1e-9, total["healthy_hours"]), 2)
    total["quiet_false_alarms_per_hour"] = round(total["quiet_false_alarms"] / max(1e-9, total["quiet_hours"]), 2)
    for kind in KINDS:
        after = [f["after_s"] for r in results for f in r["faults"] if f["kind"] == kind]
        in_time = [a for a in after if a is not None and a <= NOTICE_S]
        named = [f["named"] for r in results for f in r["faults"] if f["kind"] == kind]
        total[kind] = {
            "caused": len(after),
            "noticed": len(in_time),
            "median_s": float(np.median(in_time)) if in_time else None,
            "slowest_s": max(in_time, default=None),
            "named_rightly": named.count(kind),
        }
    return {k: round(v, 3) if isinstance(v, float) else v for k, v in total.items()}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--training", action="store_true", help="the recordings it was trained on, instead of those held out")
    arguments.add_argument("--model", default=str(Path(__file__).resolve().parents[1] / "model.onnx"))
    chosen = arguments.parse_args()
    threshold = json.loads((Path(chosen.model).parent / "bundle.json").read_text())["threshold"]
    model = onnx.load(chosen.model)
    results = {r.name: measure(r, model, threshold) for r in recordings.load(held=not chosen.training)}
    print(json.dumps({"summary": summary(results.values()), "recordings": results}, indent=1))


if __name__ == "__main__":
    main()
