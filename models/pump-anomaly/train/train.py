#!/usr/bin/python3
"""Makes model.onnx, golden/ and bundle.json from the healthy rows (0-399) of SKAB's experiments; no later row is read.

The network is a multivariate moving-average chart written as a convolution:

1. Exponentially weighted averages of the normalised channels at two speeds: a fast one sees a large fault in a few
   rows, a slow one a small fault within half a minute.
2. Whitening by the covariance that such averages have on healthy rows *after* the rows that were fitted. That is the
   learnt part: it knows how far each channel drifts by itself, and counts a thermometer's drift for little where an
   equal move of the flow counts for much.
3. `score`: the length of the newest whitened average, the larger of the two speeds. It needs no look ahead.
4. `window_score`: the root mean square of that length over the window, for SKAB's published rule.

    train.py --data skab/data
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import onnx

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
import qdq
import rules
import skab
from baselines import normalised

FOLDER = Path(__file__).resolve().parents[1]
NAMES = [
    "Accelerometer1RMS",
    "Accelerometer2RMS",
    "Current",
    "Pressure",
    "Temperature",
    "Thermocouple",
    "Voltage",
    "Volume Flow RateRMS",
]
SPEEDS = (0.05, 0.2)  # weight of the newest row
TAPS = 30
HALF = skab.FIT_ROWS // 2  # the covariance is taken on the second half, normalised by the first
INPUT_MAX = 8.0  # deviations; what lies beyond is as anomalous as it gets
AVERAGE_MAX = 8.0
POSITIONS = skab.WINDOW - TAPS + 1


def kernel(speed, taps=TAPS):
    weights = speed * (1 - speed) ** np.arange(taps - 1, -1, -1)
    return weights / weights.sum()


def averages(z, speed, taps=TAPS):
    """Row j is the average that ends at row j + taps - 1."""
    return np.lib.stride_tricks.sliding_window_view(z, taps, axis=0) @ kernel(speed, taps)


def whitening(healthy, speed, taps=TAPS):
    """The inverse square root of the second moments of averages of rows that follow the fitted ones.

    One recording alone is too short to say how channels drift together (its slow averages are some ten independent
    ones, in eight dimensions): then each channel counts by its own drift only."""
    moments = []
    for values in healthy:
        late = averages(normalised(values, HALF), speed, taps)[HALF:]
        moments.append(late.T @ late / len(late))
    moments = np.mean(moments, 0) if len(healthy) > 1 else np.diag(np.diag(moments[0]))
    power, axes = np.linalg.eigh(moments)
    return axes @ np.diag(power**-0.5) @ axes.T


def weights(healthy, speeds=SPEEDS, taps=TAPS):
    """[speeds * 8, 8, taps]"""
    parts = [whitening(healthy, s, taps)[:, :, None] * kernel(s, taps)[None, None, :] for s in speeds]
    return np.concatenate(parts)


def network(filters):
    b = qdq.Builder("pump-anomaly")
    taps = filters.shape[2]
    speeds = len(filters) // skab.CHANNELS
    x = b.quantized("x", "x_int8", INPUT_MAX)
    average = b.node("Conv", [x, b.weights("filters", filters)], "average", kernel_shape=[taps])
    average = b.quantized(average, "average_int8", AVERAGE_MAX)
    shape = b.constant("by_speed", np.array([0, speeds, skab.CHANNELS, skab.WINDOW - taps + 1]))
    split = b.node("Reshape", [average, shape], "split")
    square = b.node("Mul", [split, split], "square")
    length = b.node("ReduceSum", [square, b.constant("channels", np.array([2]))], "length", keepdims=0)
    larger = b.node("ReduceMax", [length], "larger", axes=[1], keepdims=0)
    mean = b.node("ReduceMean", [larger], "mean", axes=[1], keepdims=1)
    b.node("Sqrt", [mean], "window_score")
    cut = [b.constant(f"newest_{k}", np.array([v])) for k, v in (("start", -1), ("end", 1 << 30), ("axis", 1))]
    newest = b.node("Slice", [larger, *cut], "newest")
    b.node("Sqrt", [newest], "score")
    outputs = {"score": [1, 1], "window_score": [1, 1]}
    return b.model("x", [1, skab.CHANNELS, skab.WINDOW], outputs, "edge-appliance/models/pump-anomaly")


def golden_inputs():
    """Made, not measured: the data set is not ours to hand on. Noise, a step, a drift, and values far out of range."""
    chance = np.random.default_rng(60)
    rest = chance.standard_normal((skab.CHANNELS, skab.WINDOW))
    step, drift, far = rest.copy(), rest.copy(), rest.copy()
    step[7, 40:] -= 4
    drift[0] += np.linspace(0, 3, skab.WINDOW)
    far[2:4] = 1000
    return {"rest": rest, "step": step, "drift": drift, "far": far}


def threshold(model, healthy):
    """The median over the experiments of the limit that each gives by itself; for a site that learns none."""
    scores = [qdq.run(model, {"x": skab.windows(normalised(values))})["score"][:, 0] for values in healthy]
    return round(float(np.median([rules.limit(s) for s in scores])), 2)


def write(model, threshold):
    (FOLDER / "golden").mkdir(exist_ok=True)
    onnx.save(model, str(FOLDER / "model.onnx"))
    cases = []
    for name, x in golden_inputs().items():
        x = x.astype("<f4")[None]
        outputs = qdq.run(model, {"x": x})
        x.tofile(FOLDER / "golden" / f"{name}.bin")
        expected = {key: [round(float(value[0, 0]), 5)] for key, value in outputs.items()}
        # One step of the int8 averages moves a score by less than this.
        cases.append({"inputs": {"x": f"golden/{name}.bin"}, "outputs": expected, "tolerance": 0.08})
    (FOLDER / "bundle.json").write_text(json.dumps(manifest(cases, threshold), indent=2) + "\n")


def manifest(cases, threshold):
    tensor = lambda name, shape: {"name": name, "type": "float32", "shape": shape}
    return {
        "format": 1,
        "name": "pump-anomaly",
        "version": "1.0.0",
        "file": "model.onnx",
        "inputs": [tensor("x", [1, skab.CHANNELS, skab.WINDOW])],
        "outputs": [tensor("score", [1, 1]), tensor("window_score", [1, 1])],
        "channels": NAMES,
        "threshold": threshold,
        "golden": cases,
    }


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", required=True, help="folder that holds valve1/")
    healthy = [values[: skab.FIT_ROWS] for _, values, _ in skab.valve1(arguments.parse_args().data)]
    model = network(weights(healthy))
    write(model, threshold(model, healthy))


if __name__ == "__main__":
    main()
