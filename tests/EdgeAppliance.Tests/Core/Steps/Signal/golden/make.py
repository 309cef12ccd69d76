#!/usr/bin/python3
"""Makes the golden files beside it: inputs, and what numpy and scipy (Debian: python3-scipy) make of them. The mel banks follow what
librosa's documentation of filters.mel and TensorFlow's of tf.signal.linear_to_mel_weight_matrix define.
Run it in this folder: ./make.py"""
import json
import numpy as np
from scipy import fft, signal, stats

RNG = np.random.default_rng(20261126)


def write(name, cases):
    text = json.dumps(cases, indent=0, allow_nan=False)
    open(name + ".json", "w").write(text.replace(",\n", ",").replace("[\n", "[").replace("\n]", "]") + "\n")


def numbers(values):
    return [None if np.isnan(v) else float(f"{v:.9g}") for v in np.asarray(values, float).ravel()]


def noisy(samples, rate):
    t = np.arange(samples) / rate
    x = np.sin(2 * np.pi * 3 * t) + 0.4 * np.sin(2 * np.pi * 31 * t + 1) + 0.2 * RNG.standard_normal(samples) + 2.5
    return np.round(x, 6)


def trailing(x, size):
    return [x[max(0, i - size + 1):i + 1] for i in range(len(x))]


def kalman(x, dt, velocity, process, measurement):
    F = np.array([[1, dt], [0, 1]]) if velocity else np.array([[1.0]])
    Q = process * (np.array([[dt**3 / 3, dt**2 / 2], [dt**2 / 2, dt]]) if velocity else np.array([[dt]]))
    H = np.array([[1.0, 0.0]]) if velocity else np.array([[1.0]])
    P = measurement * np.eye(len(F))
    s = np.zeros((len(F), 1))
    s[0, 0] = x[0]
    out = [x[0]]
    for z in x[1:]:
        s, P = F @ s, F @ P @ F.T + Q
        K = P @ H.T / (H @ P @ H.T + measurement)
        s = s + K * (z - (H @ s))
        P = (np.eye(len(F)) - K @ H) @ P
        out.append(s[0, 0])
    return out


def filters():
    x = noisy(160, 100)
    x[40] += 9
    x[77] -= 7
    cases = []

    def add(y, **keys):
        cases.append({"name": " ".join(str(v) for v in keys.values()), "steps": [{"type": "filter", **keys}], "periodUs": 10000, "input": [numbers(x)], "expected": [numbers(y)]})

    add([np.median(w) for w in trailing(x, 7)], kind="median", size=7)
    add([np.median(w) for w in trailing(x, 4)], kind="median", size=4)

    def hampel(w, n):
        m = np.median(w)
        return m if abs(w[-1] - m) > n * 1.4826 * np.median(np.abs(w - m)) else w[-1]

    add([hampel(w, 2) for w in trailing(x, 9)], kind="hampel", size=9, threshold=2)
    add([hampel(w, 3) for w in trailing(x, 6)], kind="hampel", size=6, threshold=3)

    def butter(order, edges, kind):
        sos = signal.butter(order, edges, kind, fs=100, output="sos")
        return signal.sosfilt(sos, x, zi=signal.sosfilt_zi(sos) * x[0])[0]

    for order in range(1, 9):
        add(butter(order, 8, "lowpass"), kind="lowpass", order=order, cutoff=8, sampleRate=100)
        add(butter(order, 20, "highpass"), kind="highpass", order=order, cutoff=20, sampleRate=100)
        add(butter(order, [10, 30], "bandpass"), kind="bandpass", order=order, low=10, high=30, sampleRate=100)
    add(butter(1, [1, 49], "bandpass"), kind="bandpass", order=1, low=1, high=49, sampleRate=100)
    add(kalman(x, 0.01, False, 5, 0.04), kind="kalman", processNoise=5, measurementNoise=0.04)
    add(kalman(x, 0.01, True, 300, 0.04), kind="kalman", model="velocity", processNoise=300, measurementNoise=0.04)
    write("filter", cases)


def features():
    cases = []
    x, y = noisy(256, 200), noisy(256, 200) ** 3 - 17
    for taper, scipy_taper in [("hann", "hann"), ("hamming", "hamming"), ("none", "boxcar")]:
        expected = []
        for v in (x, y):
            rms = np.sqrt(np.mean(v**2))
            expected += [rms, stats.kurtosis(v, fisher=False), stats.skew(v), np.max(np.abs(v)) / rms, np.ptp(v), np.count_nonzero(np.diff(np.signbit(v)))]
            f, p = signal.periodogram(v, 200, scipy_taper, detrend=False, scaling="density")
            expected += [np.sum(p[(f >= lo) & (f < hi)]) * (f[1] - f[0]) for lo, hi in [(0, 10), (25, 40)]]
        cases.append({"name": taper, "steps": [
            {"type": "window", "size": 256}, {"type": "features", "features": ["rms", "kurtosis", "skewness", "crest", "peakToPeak", "zeroCrossings"],
             "bands": {"slow": {"low": 0, "high": 10}, "fast": {"low": 25, "high": 40}}, "window": taper, "sampleRate": 200}],
            "periodUs": 5000, "input": [numbers(x), numbers(y)], "expected": [[v] for v in numbers(expected)]})
    write("features", cases)


def spectra():
    cases = []
    for size, nfft in [(128, 128), (100, 100), (90, 128), (105, 105), (143, 143)]:
        x = noisy(size, 100)
        for taper, scipy_taper in [("hann", "hann"), ("hamming", "hamming"), ("none", "boxcar")]:
            w = signal.get_window(scipy_taper, size)
            X = np.abs(fft.rfft(x * w, nfft)) / np.sum(w)
            pair = np.full(len(X), 2.0)
            pair[0] = 1
            if nfft % 2 == 0:
                pair[-1] = 1
            for output, y in [("amplitude", pair * X), ("power", pair * X**2)]:
                if nfft == size and output == "power":
                    assert np.allclose(y, signal.periodogram(x, 100, scipy_taper, detrend=False, scaling="spectrum")[1])
                cases.append({"name": f"{size} {nfft} {taper} {output}", "steps": [
                    {"type": "window", "size": size}, {"type": "spectrum", "fft": nfft, "window": taper, "output": output}],
                    "periodUs": 10000, "input": [numbers(x)], "expected": [[v] for v in numbers(y)]})
    write("spectrum", cases)


def to_mel(f, scale):
    f = np.asarray(f, float)
    if scale == "htk":
        return 2595 * np.log10(1 + f / 700)
    return np.where(f < 1000, f / (200 / 3), 15 + np.log(np.maximum(f, 1e-9) / 1000) / (np.log(6.4) / 27))


def to_hertz(m, scale):
    m = np.asarray(m, float)
    if scale == "htk":
        return 700 * (10 ** (m / 2595) - 1)
    return np.where(m < 15, m * (200 / 3), 1000 * np.exp((np.log(6.4) / 27) * (m - 15)))


def librosa_mel(rate, nfft, mels, low, high, scale, norm):
    bins = np.arange(nfft // 2 + 1) * rate / nfft
    hertz = to_hertz(np.linspace(to_mel(low, scale), to_mel(high, scale), mels + 2), scale)
    ramps = hertz[:, None] - bins[None, :]
    width = np.diff(hertz)
    weights = np.maximum(0, np.minimum(-ramps[:-2] / width[:-1, None], ramps[2:] / width[1:, None]))
    return weights * (2 / (hertz[2:] - hertz[:-2]))[:, None] if norm else weights


def tensorflow_mel(rate, nfft, mels, low, high):
    bins = to_mel(np.arange(nfft // 2 + 1) * rate / nfft, "htk")[1:, None]
    edges = np.linspace(to_mel(low, "htk"), to_mel(high, "htk"), mels + 2)
    lower, centre, upper = edges[:-2], edges[1:-1], edges[2:]
    weights = np.maximum(0, np.minimum((bins - lower) / (centre - lower), (upper - bins) / (upper - centre)))
    return np.vstack([np.zeros((1, mels)), weights]).T


def frames_of(x, frame, hop, nfft, taper):
    w = signal.get_window({"hann": "hann", "hamming": "hamming", "none": "boxcar"}[taper], frame)
    starts = range(0, len(x) - frame + 1, hop)
    return np.abs(fft.rfft(np.array([x[s:s + frame] * w for s in starts]), nfft, axis=1)).T


def mels():
    rate = 8000
    t = np.arange(1120) / rate
    x = np.round(0.3 * np.sin(2 * np.pi * (200 + 900 * t) * t) + 0.05 * RNG.standard_normal(len(t)), 6)
    cases = []

    def add(name, y, step):
        cases.append({"name": name, "steps": [{"type": "window", "size": len(x)}, step, {"type": "take"}], "periodUs": 125, "input": [numbers(x)], "expected": [numbers(row) for row in y]})

    base = {"frame": 400, "hop": 160}
    for nfft, taper, power in [(512, "hann", 2), (400, "hamming", 1), (None, "none", 2)]:
        step = {"type": "spectrogram", **base, "window": taper, "power": power, **({"fft": nfft} if nfft else {})}
        add(f"spectrogram {nfft} {taper} {power}", frames_of(x, 400, 160, nfft or 512, taper) ** power, step)
    spectrum = frames_of(x, 400, 160, 512, "hann")
    slaney = librosa_mel(rate, 512, 32, 50, 3800, "slaney", True) @ spectrum**2
    db = 10 * np.log10(np.maximum(1e-10, slaney))
    librosa = {**base, "sampleRate": rate, "mels": 32, "low": 50, "high": 3800, "scale": "slaney", "norm": "slaney", "log": "db", "offset": 0, "floor": 1e-10}
    add("logmel librosa", db, {"type": "logmel", **librosa})
    htk = np.log(librosa_mel(rate, 512, 20, 0, 4000, "htk", False) @ spectrum**2 + 1e-6)
    add("logmel htk", htk, {"type": "logmel", **base, "sampleRate": rate, "mels": 20})
    tensorflow = np.log(tensorflow_mel(rate, 512, 40, 20, 4000) @ spectrum + 1e-6)
    tf = {**base, "sampleRate": rate, "mels": 40, "low": 20, "high": 4000, "slopes": "mel", "power": 1}
    add("logmel tensorflow", tensorflow, {"type": "logmel", **tf})
    add("mfcc librosa", fft.dct(db, axis=0, norm="ortho")[:13], {"type": "mfcc", **librosa})
    add("mfcc tensorflow", (fft.dct(tensorflow, axis=0) / np.sqrt(2 * 40))[:10], {"type": "mfcc", **tf, "coefficients": 10, "dctNorm": "htk"})
    add("mfcc unnormalised", fft.dct(htk / np.log(10), axis=0)[:20], {"type": "mfcc", **base, "sampleRate": rate, "mels": 20, "coefficients": 20, "dctNorm": "none", "log": "log10"})
    write("mel", cases)


def aggregates():
    x = noisy(300, 100)
    times = 1_700_000_000_000_000 + np.cumsum(np.where(RNG.random(300) < 0.05, 400_000, 10_000))
    starts = [0] + [i for i in range(1, 300) if times[i] - times[i - 1] > 300_000] + [300]
    percents = [1, 25, 50, 95, 99.9]
    cases = []

    def add(name, windows, ends, **keys):
        rows = [[len(w), w.sum(), w.mean(), w.min(), w.max(), w.std(), *np.percentile(w, percents)] for w in windows]
        cases.append({"name": name, "steps": [{"type": "aggregate", "functions": ["count", "sum", "mean", "min", "max", "std"], "percentiles": percents, **keys}],
                      "timesUs": times.tolist(), "input": [numbers(x)], "expected": [numbers(column) for column in np.array(rows).T], "expectedTimesUs": [int(t) for t in ends]})

    add("tumbling", [x[i:i + 50] for i in range(0, 300, 50)], times[49::50], size=50)
    add("sliding", [x[i - 39:i + 1] for i in range(39, 300, 13)], times[39::13], size=40, hop=13)
    # The last session is still open.
    sessions = list(zip(starts[:-2], starts[1:-1]))
    add("session", [x[a:b] for a, b in sessions], [times[b - 1] for _, b in sessions], gap="300ms")
    write("aggregate", cases)


def resampled():
    x = noisy(120, 100)
    times = 1_700_000_000_000_000 + np.cumsum(RNG.integers(3_000, 18_000, 120))
    cases = []

    def add(name, grid, y, **keys):
        cases.append({"name": name, "steps": [{"type": "resample", **keys}], "timesUs": times.tolist(), "input": [numbers(x)], "expected": [numbers(y)], "expectedTimesUs": [int(t) for t in grid]})

    def grid_of(period):
        return np.round(np.arange(np.ceil(times[0] / period), np.floor(times[-1] / period) + 1) * period).astype(np.int64)

    def linear(v, grid):
        return np.interp(grid - times[0], times - times[0], v)

    for period, keys in [(7000, {"every": "7ms"}), (25000, {"rate": 40}), (1e6 / 150, {"rate": 150})]:
        grid = grid_of(period)
        add(f"linear {period}", grid, linear(x, grid), **keys)
        add(f"previous {period}", grid, x[np.searchsorted(times, grid, "right") - 1], method="previous", **keys)
    bins = np.ceil(times / 50000).astype(np.int64)
    closed = [b for b in np.unique(bins) if b != bins[-1]]
    add("mean", [b * 50000 for b in closed], [x[bins == b].mean() for b in closed], method="mean", every="50ms")
    sos = signal.butter(8, 0.4 * 20, fs=100, output="sos")
    grid = grid_of(50000)
    add("anti-alias", grid, linear(signal.sosfilt(sos, x, zi=signal.sosfilt_zi(sos) * x[0])[0], grid), every="50ms", sampleRate=100)
    write("resample", cases)


filters()
features()
spectra()
mels()
aggregates()
resampled()
