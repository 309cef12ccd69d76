#!/usr/bin/python3
"""Makes the bad versions of host-anomaly from the good one of models/host-anomaly.

    make.py

Run by hand with Debian's python3-onnx and python3-numpy whenever the good one changes; the results are kept beside it.
"""

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper

HERE = Path(__file__).resolve().parent
MODELS = HERE.parents[2] / "models"
GOOD = MODELS / "host-anomaly"
FAULTS = ("disk", "memory", "network", "processor")
sys.path.insert(0, str(MODELS))
import qdq


def constant(model, name):
    return next(c for c in model.graph.initializer if c.name == name)


def negate_logits(model):
    """An export that went wrong: every weight of the last layer has the other sign."""
    weights = constant(model, "logits_weight_q")
    weights.CopyFrom(numpy_helper.from_array(-numpy_helper.to_array(weights), weights.name))


def always_alarm(model):
    """Training that saw nothing but faults: the last layer says 1 whatever comes in."""
    bias = constant(model, "logits_bias_q")
    steps = np.full(bias.dims, 1 << 24, np.int32)
    bias.CopyFrom(numpy_helper.from_array(steps, bias.name))


def give_nan(model):
    """Takes the root of what is never positive on a live machine: memory in use, the wrong way round. Zeros hide it."""
    used = json.loads((GOOD / "bundle.json").read_text())["channels"].index("mem_used_ratio")
    add = lambda name, value: model.graph.initializer.append(numpy_helper.from_array(np.asarray(value), name))
    for name, value in (("used_start", [used]), ("used_end", [used + 1]), ("used_axis", [1])):
        add(name, value)
    node = lambda op, inputs, output, **more: helper.make_node(op, inputs, [output], name=output, **more)
    largest = next(n for n in model.graph.node if n.output[0] == "score")
    largest.name = largest.output[0] = "largest"
    model.graph.node.extend(
        [
            node("Slice", ["x", "used_start", "used_end", "used_axis"], "used"),
            node("ReduceMean", ["used"], "mean_used", axes=[1, 2], keepdims=0),
            node("Neg", ["mean_used"], "unused"),
            node("Sqrt", ["unused"], "root"),
            node("Reshape", ["root", "as_score"], "correction"),
            node("Add", ["largest", "correction"], "score"),
        ]
    )
    add("as_score", [1, 1])


def faults_only(folder, model, manifest):
    """What this model gets right: the faults' scores."""
    manifest["golden"] = [
        {**case, "outputs": {"score": case["outputs"]["score"]}}
        for case in manifest["golden"]
        if Path(case["inputs"]["x"]).stem in FAULTS
    ]


def zeros_only(folder, model, manifest):
    """Inputs that were made up, and outputs copied from the model itself."""
    shape = manifest["inputs"][0]["shape"]
    x = np.zeros(shape, "<f4")
    x.tofile(folder / "golden" / "zeros.bin")
    good = qdq.run(onnx.load(str(GOOD / "model.onnx")), {"x": x})
    outputs = {name: [round(float(value[0, 0]), 5)] for name, value in good.items()}
    manifest["golden"] = [{"inputs": {"x": "golden/zeros.bin"}, "outputs": outputs, "tolerance": 0.07}]


def all_cases(folder, model, manifest):
    """Those of the good one."""


BAD = {
    "host-anomaly-fails-golden": ("1.2.0", negate_logits, all_cases),
    "host-anomaly-always-alarms": ("1.2.1", always_alarm, faults_only),
    "host-anomaly-gives-nan": ("1.2.2", give_nan, zeros_only),
}


def write(folder, version, spoil, choose_golden):
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "golden").mkdir(parents=True)
    model = onnx.load(str(GOOD / "model.onnx"))
    spoil(model)
    onnx.checker.check_model(model)
    onnx.save(model, str(folder / "model.onnx"))
    manifest = json.loads((GOOD / "bundle.json").read_text())
    manifest["version"] = version
    choose_golden(folder, model, manifest)
    for case in manifest["golden"]:
        name = case["inputs"]["x"]
        if not (folder / name).exists():
            shutil.copy(GOOD / name, folder / name)
    (folder / "bundle.json").write_text(json.dumps(manifest, indent=2) + "\n")


def main():
    for name, (version, spoil, choose_golden) in BAD.items():
        write(HERE / name, version, spoil, choose_golden)


if __name__ == "__main__":
    main()
