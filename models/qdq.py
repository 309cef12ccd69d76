"""Builds int8 ONNX networks, and runs them with numpy, so that training needs no ONNX Runtime.

Every tensor is symmetric int8 between explicit QuantizeLinear and DequantizeLinear nodes. Weights use 7 of the 8 bits:
without VNNI, x86 kernels add two 8 x 8 bit products in 16 bits and would saturate, so that a model would give another
answer there than on ARM.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
IR_VERSION = 8
WEIGHT_MAX = 63


class Builder:
    """Adds nodes one after another; each method returns the name of the tensor it makes."""

    def __init__(self, name):
        self.name, self.nodes, self.constants = name, [], []

    def constant(self, name, values):
        self.constants.append(numpy_helper.from_array(np.asarray(values), name))
        return name

    def node(self, op, inputs, output, **attributes):
        self.nodes.append(helper.make_node(op, inputs, [output], name=output, **attributes))
        return output

    def quantized(self, source, name, largest):
        """Passes a tensor through int8; values beyond +-`largest` saturate."""
        scale = self.constant(f"{name}_scale", np.float32(largest / 128))
        zero = self.constant(f"{name}_zero", np.int8(0))
        self.node("QuantizeLinear", [source, scale, zero], f"{name}_q")
        return self.node("DequantizeLinear", [f"{name}_q", scale, zero], name)

    def weights(self, name, values):
        """Per output channel (axis 0)."""
        values = np.asarray(values, np.float32)
        largest = np.abs(values).reshape(len(values), -1).max(1)
        scales = (np.maximum(largest, 1e-9) / WEIGHT_MAX).astype(np.float32)
        steps = np.rint(values / scales.reshape(-1, *[1] * (values.ndim - 1))).astype(np.int8)
        inputs = [self.constant(f"{name}_q", steps), self.constant(f"{name}_scale", scales)]
        inputs.append(self.constant(f"{name}_zero", np.zeros(len(values), np.int8)))
        return self.node("DequantizeLinear", inputs, name, axis=0)

    def bias(self, name, values, input_scale, weight_name):
        """int32 in the scale of the products it is added to, as integer kernels want it."""
        scales = next(numpy_helper.to_array(c) for c in self.constants if c.name == f"{weight_name}_scale")
        scales = (scales * np.float32(input_scale)).astype(np.float32)
        steps = np.rint(np.asarray(values, np.float32) / scales).astype(np.int32)
        inputs = [self.constant(f"{name}_q", steps), self.constant(f"{name}_scale", scales)]
        inputs.append(self.constant(f"{name}_zero", np.zeros(len(steps), np.int32)))
        return self.node("DequantizeLinear", inputs, name, axis=0)

    def model(self, input_name, input_shape, outputs, producer):
        tensor = lambda name, shape: helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        graph = helper.make_graph(
            self.nodes,
            self.name,
            [tensor(input_name, input_shape)],
            [tensor(name, shape) for name, shape in outputs.items()],
            self.constants,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name=producer)
        model.ir_version = IR_VERSION
        onnx.checker.check_model(model)
        return model


def _quantize(x, scale, zero):
    return np.clip(np.rint(x / scale) + zero, -128, 127).astype(np.int8)


def _dequantize(q, scale, zero, axis=1):
    if np.ndim(scale) == 1:
        shape = [1] * q.ndim
        shape[axis] = -1
        scale, zero = scale.reshape(shape), zero.reshape(shape)
    return ((q.astype(np.int32) - zero.astype(np.int32)) * scale).astype(np.float32)


def _conv(x, w, b=None, strides=(1,), **_):
    """One dimension, no padding."""
    view = np.lib.stride_tricks.sliding_window_view(x, w.shape[2], axis=2)[:, :, :: strides[0]]
    y = np.einsum("nctk,ock->not", view, w, optimize=True)
    return (y if b is None else y + b[None, :, None]).astype(np.float32)


def _slice(x, starts, ends, axes):
    for start, end, axis in zip(starts, ends, axes):
        x = np.take(x, range(*slice(int(start), int(end)).indices(x.shape[axis])), axis=axis)
    return x


def _axes(operation):
    def run(x, axes, keepdims=1):
        return operation(x, axis=tuple(int(a) for a in axes), keepdims=bool(keepdims))

    return run


OPERATIONS = {
    "QuantizeLinear": _quantize,
    "DequantizeLinear": _dequantize,
    "Conv": _conv,
    "Slice": _slice,
    "Mul": np.multiply,
    "Add": np.add,
    "Sub": np.subtract,
    "Sqrt": np.sqrt,
    "Log": np.log,
    "Abs": np.abs,
    "Relu": lambda x: np.maximum(x, 0),
    "Sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "ReduceSum": _axes(np.sum),
    "ReduceMax": _axes(np.max),
    "ReduceMean": _axes(np.mean),
    "Reshape": lambda x, shape: x.reshape([x.shape[i] if n == 0 else n for i, n in enumerate(shape)]),
    "Flatten": lambda x, axis=1: x.reshape(x.shape[0], -1),
    "Gemm": lambda x, w, b, transB=0: (x @ (w.T if transB else w) + b).astype(np.float32),
}


def run(model, inputs):
    """Runs a model made by `Builder` on a batch: {name: [n, ...]} in, every tensor by name out."""
    tensors = {c.name: numpy_helper.to_array(c) for c in model.graph.initializer}
    tensors.update(inputs)
    for node in model.graph.node:
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        tensors[node.output[0]] = OPERATIONS[node.op_type](*[tensors[i] for i in node.input], **attributes)
    return {output.name: tensors[output.name] for output in model.graph.output}
