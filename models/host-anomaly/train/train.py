#!/usr/bin/python3
"""Makes model.onnx, golden/ and bundle.json from the recordings that are not held out.

The network takes readings as they come, in their own units, so nothing needs to be learnt on site:

1. Each channel is brought to a like size: shares as they are, rates and pressures by their logarithm, memory by its
   change within the window (a leak is a slope; how full a machine is by habit does not matter).
2. int8 from here on. A convolution over each second, a layer that joins the five seconds, a logit for each kind.
3. `processor`, `memory`, `disk`, `network`: how likely each fault is, 0 to 1; `score`: the largest of them.

Training sees more machines and more busy ones than were recorded: `varied` scales what depends on the machine, and
`together` lays one recorded window over another, `leaking` adds a leak to a healthy one. Rows with somebody else's builds are left out: nobody knows what they are.

    train.py [--seed N] [--out DIR] [--version V]
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
import channels
import qdq
import recordings
from recordings import HOP, KINDS, RATE_HZ, WINDOW

FOLDER = Path(__file__).resolve().parents[1]
CHANNELS = len(channels.NAMES)
#        channel: log gain, log unit, linear gain, 1 to take the window's mean away
SCALING = {
    "cpu_busy": (0, 1, 7, 0),
    "cpu_iowait": (0, 1, 7, 0),
    "mem_used_ratio": (0, 1, 200, 1),
    "mem_available_bytes": (100, 1e6, 0, 1),
    "psi_cpu_some10": (1.5, 1, 0, 0),
    "psi_mem_some10": (1.5, 1, 0, 0),
    "psi_io_some10": (1.5, 1, 0, 0),
    "disk_read_bytes_s": (0.8, 1e5, 0, 0),
    "disk_write_bytes_s": (0.8, 1e5, 0, 0),
    "net_rx_bytes_s": (0.8, 1e5, 0, 0),
    "net_tx_bytes_s": (0.8, 1e5, 0, 0),
    "net_rx_packets_s": (0.8, 100, 0, 0),
    "ctxt_s": (1.2, 1000, 0, 0),
    "procs_running": (2, 1, 0, 0),
    "forks_s": (1.2, 10, 0, 0),
}
# Spread of the factors by which training varies a channel: another machine is faster, busier or has a slower disk.
VARIED = {"disk": 0.7, "net": 0.5, "ctxt": 0.5, "forks": 0.5, "psi": 0.3, "procs": 0.2}
READERS_MAX = 4  # threads that the appliance's own reading wakes, and so counts; the recorder woke one
MEMORY_FACTORS = (0.8, 8)  # the recorded machine has 24 GiB
LEAKS_MIB_S = (60, 400)
TOGETHER = 0.5  # share of windows that get a healthy one laid over them
FEATURE_MAX = 8.0
HIDDEN = 16
SETTLE_ROWS = 15  # a window counts as faulty once this many of its rows are
STEPS = 3000
THRESHOLD = 0.5


def constants():
    gain, unit, linear, centred = (np.array(c, np.float32)[None, :, None] for c in zip(*SCALING.values()))
    return gain, (1 / unit).astype(np.float32), linear, centred


def features(x):
    """As the first nodes of the network do it."""
    gain, per_unit, linear, centred = constants()
    x = np.maximum(x, 0)
    scaled = gain * np.log(x * per_unit + 1) + linear * x
    return (scaled - centred * scaled.mean(2, keepdims=True)).astype(np.float32)


class Net(torch.nn.Module):
    """Rounds its weights and activations as int8 will, so that it learns to live with that."""

    RANGES = {"seconds": 16.0, "joined": 16.0, "logits": 16.0}

    def __init__(self):
        super().__init__()
        self.seconds = torch.nn.Conv1d(CHANNELS, HIDDEN, RATE_HZ, RATE_HZ)
        self.joined = torch.nn.Linear(HIDDEN * (WINDOW // RATE_HZ), HIDDEN)
        self.logits = torch.nn.Linear(HIDDEN, len(KINDS))

    @staticmethod
    def _rounded(x, largest):
        steps = torch.clamp(torch.round(x * (128 / largest)), -128, 127) * (largest / 128)
        return x + (steps - x).detach()

    @staticmethod
    def _weights(w):
        scale = w.detach().abs().flatten(1).max(1).values.clamp(min=1e-9) / qdq.WEIGHT_MAX
        scale = scale.reshape(-1, *[1] * (w.ndim - 1))
        return w + (torch.round(w / scale) * scale - w).detach()

    def forward(self, x):
        x = self._rounded(torch.clamp(x, -FEATURE_MAX, FEATURE_MAX), FEATURE_MAX)
        x = torch.nn.functional.conv1d(x, self._weights(self.seconds.weight), self.seconds.bias, RATE_HZ)
        x = self._rounded(torch.clamp(torch.relu(x), 0, self.RANGES["seconds"]), self.RANGES["seconds"]).flatten(1)
        x = torch.nn.functional.linear(x, self._weights(self.joined.weight), self.joined.bias)
        x = self._rounded(torch.clamp(torch.relu(x), 0, self.RANGES["joined"]), self.RANGES["joined"])
        return torch.nn.functional.linear(x, self._weights(self.logits.weight), self.logits.bias)


def samples(recording):
    """Windows, their targets f32[n, 4], and which of them are clear enough to learn from."""
    x, ends = recording.windows()
    labels = recording.labels[ends]
    target = np.stack([labels == kind for kind in KINDS], 1).astype(np.float32)
    share = np.lib.stride_tricks.sliding_window_view(recording.labels, WINDOW)[::HOP]
    busy = np.lib.stride_tricks.sliding_window_view(recording.busy, WINDOW)[::HOP].any(1)
    settled = (share == labels[:, None]).sum(1) >= SETTLE_ROWS
    clear = (labels == "normal") & (share == "normal").all(1) | np.isin(labels, KINDS) & settled
    return x[clear & ~busy], target[clear & ~busy]


def rows(*groups):
    return [i for i, name in enumerate(channels.NAMES) if name.startswith(groups)]


BUSY, WAIT, USED, AVAILABLE = (channels.NAMES.index(n) for n in ("cpu_busy", "cpu_iowait", "mem_used_ratio", "mem_available_bytes"))
PRESSURE, RATES, RUNNING = rows("psi"), rows("disk", "net", "ctxt", "forks"), channels.NAMES.index("procs_running")


def together(x, healthy):
    """What the channels would show, nearly, if both went on at once: rates add, shares fill up, memory moves by both."""
    y = x.copy()
    y[:, RATES] += healthy[:, RATES]
    y[:, BUSY] = np.minimum(1, x[:, BUSY] + healthy[:, BUSY])
    y[:, WAIT] = np.minimum(1 - y[:, BUSY], x[:, WAIT] + healthy[:, WAIT])
    y[:, PRESSURE] = 100 - (100 - x[:, PRESSURE]) * (100 - healthy[:, PRESSURE]) / 100
    y[:, RUNNING] = x[:, RUNNING] + healthy[:, RUNNING] - 1  # the recorder itself runs in both
    for i in (USED, AVAILABLE):
        y[:, i] += healthy[:, i] - healthy[:, i, :1]
    return y


def leaking(healthy, chance):
    """Memory in use grows by as much as a leak's from some row on, early enough to count as one."""
    y = healthy.copy()
    start = chance.integers(0, WINDOW - SETTLE_ROWS, (len(y), 1), endpoint=True)
    rate = np.exp(chance.uniform(*np.log(LEAKS_MIB_S), (len(y), 1))) * (1 << 20) / RATE_HZ
    total = y[:, AVAILABLE] / (1 - y[:, USED])
    grown = np.minimum(np.maximum(0, np.arange(WINDOW) - start) * rate, y[:, AVAILABLE] * 0.9)
    y[:, AVAILABLE] -= grown
    y[:, USED] += grown / total
    return y


def varied(x, chance):
    x = x.copy()
    for group, spread in VARIED.items():
        x[:, rows(group)] *= np.exp(chance.normal(0, spread, (len(x), 1, 1))).astype(np.float32)
    x[:, RUNNING] += chance.integers(0, READERS_MAX, (len(x), 1), endpoint=True)
    _resize(x, chance)
    # Some kernels keep no account of pressure.
    without = np.flatnonzero(chance.random(len(x)) < 0.1)
    x[np.ix_(without, PRESSURE)] = 0
    return x


def _resize(x, chance):
    """The same bytes in use, on a machine with less memory."""
    total = x[:, AVAILABLE] / (1 - x[:, USED])
    used = total * x[:, USED]
    factor = np.exp(chance.uniform(*np.log(MEMORY_FACTORS), len(x)))[:, None]
    total = np.maximum(total / factor, used.max(1, keepdims=True) / 0.92)
    x[:, USED], x[:, AVAILABLE] = used / total, total - used


def fit(x, target, seed):
    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    net = Net()
    optimizer = torch.optim.AdamW(net.parameters(), lr=3e-3, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=STEPS)
    groups = [np.flatnonzero(target.sum(1) == 0)] + [np.flatnonzero(target[:, k]) for k in range(len(KINDS))]
    sizes = [192] + [32 * (len(group) > 0) for group in groups[1:]]
    healthy, leak = x[groups[0]], np.eye(len(KINDS), dtype=np.float32)[[KINDS.index("memory")] * 16]
    for _ in range(STEPS):
        chosen = np.concatenate([chance.choice(group, size) for group, size in zip(groups, sizes)])
        batch = np.concatenate([x[chosen], leaking(chance.choice(healthy, len(leak)), chance)])
        wanted = torch.from_numpy(np.concatenate([target[chosen], leak]))
        logits = net(torch.from_numpy(features(varied(_mixed(batch, healthy, chance), chance))))
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, wanted)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    print(f"last loss {loss.item():.4f} on {len(x)} windows: {[len(g) for g in groups]}", file=sys.stderr)
    return net


def _mixed(x, healthy, chance):
    some = chance.random(len(x)) < TOGETHER
    x[some] = together(x[some], healthy[chance.integers(len(healthy), size=some.sum())])
    return x


def network(net):
    value = {name: tensor.detach().numpy() for name, tensor in net.state_dict().items()}
    b = qdq.Builder("host-anomaly")
    gain, per_unit, linear, centred = (b.constant(n, c) for n, c in zip(("gain", "per_unit", "linear", "centred"), constants()))
    x = b.node("Relu", ["x"], "positive")
    logarithm = b.node("Log", [b.node("Add", [b.node("Mul", [x, per_unit], "units"), b.constant("one", np.float32(1))], "above_one")], "log")
    scaled = b.node("Add", [b.node("Mul", [logarithm, gain], "by_log"), b.node("Mul", [x, linear], "by_size")], "scaled")
    mean = b.node("ReduceMean", [scaled], "mean", axes=[2], keepdims=1)
    x = b.node("Sub", [scaled, b.node("Mul", [mean, centred], "habit")], "features")
    x = b.quantized(x, "features_int8", FEATURE_MAX)
    x = layer(b, "Conv", x, value, "seconds", FEATURE_MAX, kernel_shape=[RATE_HZ], strides=[RATE_HZ])
    x = b.node("Flatten", [x], "flat", axis=1)
    x = layer(b, "Gemm", x, value, "joined", net.RANGES["seconds"], transB=1)
    x = layer(b, "Gemm", x, value, "logits", net.RANGES["joined"], activation=None, transB=1)
    likely = b.node("Sigmoid", [x], "likely")
    for k, kind in enumerate(KINDS):
        cut = [b.constant(f"{kind}_{n}", np.array([v])) for n, v in (("start", k), ("end", k + 1), ("axis", 1))]
        b.node("Slice", [likely, *cut], kind)
    b.node("ReduceMax", [likely], "score", axes=[1], keepdims=1)
    outputs = dict.fromkeys(["score", *KINDS], [1, 1])
    return b.model("x", [1, CHANNELS, WINDOW], outputs, "edge-appliance/models/host-anomaly")


def layer(b, op, x, value, name, input_max, activation="Relu", **attributes):
    weights = b.weights(f"{name}_weight", value[f"{name}.weight"])
    bias = b.bias(f"{name}_bias", value[f"{name}.bias"], input_max / 128, f"{name}_weight")
    x = b.node(op, [x, weights, bias], name, **attributes)
    if activation:
        x = b.node(activation, [x], f"{name}_active")
    return b.quantized(x, f"{name}_int8", Net.RANGES[name])


def golden(recordings_):
    """A healthy window and one of each fault, taken whole from the training recordings."""
    found = {}
    for recording in recordings_:
        x, target = samples(recording)
        for i in range(len(x)):
            kind = KINDS[int(target[i].argmax())] if target[i].any() else "normal"
            found.setdefault(kind, []).append(x[i])
    return {kind: windows[len(windows) // 2] for kind, windows in sorted(found.items())}


def write(folder, version, model, cases):
    (folder / "golden").mkdir(parents=True, exist_ok=True)
    onnx.save(model, str(folder / "model.onnx"))
    expected = []
    for name, x in cases.items():
        x = x.astype("<f4")[None]
        x.tofile(folder / "golden" / f"{name}.bin")
        outputs = {key: [round(float(v[0, 0]), 5)] for key, v in qdq.run(model, {"x": x}).items()}
        # Two steps of the int8 logits at the steepest place of the sigmoid.
        expected.append({"inputs": {"x": f"golden/{name}.bin"}, "outputs": outputs, "tolerance": 0.07})
    (folder / "bundle.json").write_text(json.dumps(manifest(version, expected), indent=2) + "\n")


def manifest(version, cases):
    tensor = lambda name, shape: {"name": name, "type": "float32", "shape": shape}
    return {
        "format": 1,
        "name": "host-anomaly",
        "version": version,
        "file": "model.onnx",
        "inputs": [tensor("x", [1, CHANNELS, WINDOW])],
        "outputs": [tensor(name, [1, 1]) for name in ["score", *KINDS]],
        "channels": channels.NAMES,
        "threshold": THRESHOLD,
        "golden": cases,
    }


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--out", type=Path, default=FOLDER)
    arguments.add_argument("--version", default="1.1.0")
    chosen = arguments.parse_args()
    torch.set_num_threads(1)
    learnt = recordings.load(held=False)
    x, target = (np.concatenate(part) for part in zip(*map(samples, learnt)))
    write(chosen.out, chosen.version, network(fit(x, target, chosen.seed)), golden(learnt))


if __name__ == "__main__":
    main()
