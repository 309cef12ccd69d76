#!/usr/bin/env python3
"""Writes the tiny ONNX models that the tests load. Run by hand with Debian's python3-onnx: ./make.py

Every model but tiny-int8 and row-classifier takes x float32[1,2,4] (channels, window) and gives y of the same shape.
"""
import os

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HERE = os.path.dirname(os.path.abspath(__file__))
SHAPE = [1, 2, 4]


def tensor(name, values, dtype=np.float32):
    return numpy_helper.from_array(np.array(values, dtype), name)


def save(name, nodes, constants=(), inputs=None, outputs=None):
    inputs = inputs or [helper.make_tensor_value_info("x", TensorProto.FLOAT, SHAPE)]
    outputs = outputs or [helper.make_tensor_value_info("y", TensorProto.FLOAT, SHAPE)]
    graph = helper.make_graph(nodes, name, inputs, outputs, list(constants))
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8, producer_name="")
    onnx.checker.check_model(model)
    onnx.save(model, os.path.join(HERE, name + ".onnx"))


def node(op, inputs, outputs, **attributes):
    return helper.make_node(op, inputs, outputs, **attributes)


# A reconstruction that keeps 0.9 of its input: the mean absolute error is a tenth of the mean absolute input.
save("keeps-0.9", [node("Mul", ["x", "k"], ["y"])], [tensor("k", 0.9)])
# A little better; and one that reconstructs nothing.
save("keeps-0.92", [node("Mul", ["x", "k"], ["y"])], [tensor("k", 0.92)])
save("keeps-0", [node("Mul", ["x", "k"], ["y"])], [tensor("k", 0.0)])
# Far from both, though it does not alarm where the threshold is 0.5.
save("keeps-0.6", [node("Mul", ["x", "k"], ["y"])], [tensor("k", 0.6)])
# As keeps-0.9, behind sixteen million exponentials and sines.
save("keeps-0.9-slowly", [
    node("Reshape", ["x", "flat"], ["v"]), node("Tile", ["v", "times"], ["long"]), node("Reshape", ["long", "column"], ["c"]), node("Reshape", ["long", "row"], ["r"]),
    node("Mul", ["c", "r"], ["square"]), node("Sin", ["square"], ["s"]), node("Exp", ["s"], ["e"]), node("Sin", ["e"], ["s2"]), node("Exp", ["s2"], ["e2"]),
    node("ReduceMean", ["e2"], ["mean"], keepdims=0), node("Mul", ["mean", "nought"], ["nothing"]), node("Mul", ["x", "k"], ["kept"]), node("Add", ["kept", "nothing"], ["y"]),
], [tensor("flat", [-1], np.int64), tensor("times", [256], np.int64), tensor("column", [-1, 1], np.int64), tensor("row", [1, -1], np.int64), tensor("nought", 0.0), tensor("k", 0.9)])
# Ends the process that runs it where |x[0,0,0]| is below 1: the lowest integer divided by -1 is a signal on x86-64.
save("ends-its-process", [
    node("Reshape", ["x", "flat"], ["v"]), node("Slice", ["v", "zero", "one"], ["first"]), node("Abs", ["first"], ["a"]), node("Cast", ["a"], ["i"], to=TensorProto.INT32),
    node("Mul", ["i", "two"], ["t"]), node("Sub", ["t", "unit"], ["d"]), node("Div", ["lowest", "d"], ["q"]), node("Cast", ["q"], ["f"], to=TensorProto.FLOAT),
    node("Mul", ["f", "nought"], ["n"]), node("Mul", ["x", "k"], ["kept"]), node("Add", ["kept", "n"], ["y"]),
], [tensor("flat", [-1], np.int64), tensor("zero", [0], np.int64), tensor("one", [1], np.int64), tensor("two", [2], np.int32), tensor("unit", [1], np.int32),
    tensor("lowest", [-2147483648], np.int32), tensor("nought", [0.0]), tensor("k", 0.9)])
# Not a number wherever the input is negative.
save("logarithm", [node("Log", ["x"], ["y"])])
# Fails at run time where |x[0,0,0]| is 1 or more: the index is then out of range.
save("fails-on-large", [
    node("Reshape", ["x", "flat"], ["v"]), node("Slice", ["v", "zero", "one"], ["first"]), node("Abs", ["first"], ["a"]),
    node("Cast", ["a"], ["i"], to=TensorProto.INT64), node("Gather", ["nought", "i"], ["n"]), node("Add", ["x", "n"], ["y"]),
], [tensor("flat", [-1], np.int64), tensor("zero", [0], np.int64), tensor("one", [1], np.int64), tensor("nought", [0.0])])
save("free-batch", [node("Mul", ["x", "k"], ["y"])], [tensor("k", 0.5)],
     [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", 2, 4])],
     [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["batch", 2, 4])])
# Claims 64 GiB from 100 bytes of file.
save("claims-64-gib", [
    node("ConstantOfShape", ["size"], ["huge"]), node("ReduceSum", ["huge"], ["sum"], keepdims=0), node("Add", ["x", "sum"], ["y"]),
], [tensor("size", [1 << 34], np.int64)])
# Two inputs and an int64 one.
save("two-inputs", [node("Cast", ["n"], ["f"], to=TensorProto.FLOAT), node("Mul", ["x", "f"], ["y"])], [],
     [helper.make_tensor_value_info("x", TensorProto.FLOAT, SHAPE), helper.make_tensor_value_info("n", TensorProto.INT64, [1])])
# int8 in and out: q -> dequantize -> relu -> quantize.
save("tiny-int8", [
    node("DequantizeLinear", ["x", "s", "z"], ["f"]), node("Relu", ["f"], ["r"]), node("QuantizeLinear", ["r", "s", "z"], ["y"]),
], [tensor("s", 0.1), tensor("z", -10, np.int8)],
    [helper.make_tensor_value_info("x", TensorProto.INT8, SHAPE)], [helper.make_tensor_value_info("y", TensorProto.INT8, SHAPE)])
# A row of three channels to two class scores.
save("row-classifier", [node("MatMul", ["x", "w"], ["y"])], [tensor("w", [[1, 0], [0, 1], [1, -1]])],
     [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3])], [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 2])])
# Texts of six pieces to two scores: how often piece 139 comes, and how often any other; what is masked counts for nothing.
PIECES = np.tile(np.array([1.0, 0.0], np.float32), (260, 1))
PIECES[139] = [0.0, 1.0]
save("text-classifier", [
    node("Gather", ["table", "input_ids"], ["found"]), node("Cast", ["attention_mask"], ["m"], to=TensorProto.FLOAT), node("Reshape", ["m", "column"], ["mask"]),
    node("Mul", ["found", "mask"], ["kept"]), node("ReduceSum", ["kept", "axis"], ["scores"], keepdims=0),
], [tensor("table", PIECES), tensor("column", [1, 6, 1], np.int64), tensor("axis", [1], np.int64)],
    [helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, 6]), helper.make_tensor_value_info("attention_mask", TensorProto.INT64, [1, 6])],
    [helper.make_tensor_value_info("scores", TensorProto.FLOAT, [1, 2])])


def save_external():
    """Weights in a file outside the bundle."""
    weights = TensorProto(name="k", data_type=TensorProto.FLOAT, data_location=TensorProto.EXTERNAL)
    weights.dims.extend(SHAPE)
    entry = weights.external_data.add()
    entry.key, entry.value = "location", "../weights.bin"
    graph = helper.make_graph([node("Mul", ["x", "k"], ["y"])], "external", [helper.make_tensor_value_info("x", TensorProto.FLOAT, SHAPE)],
                              [helper.make_tensor_value_info("y", TensorProto.FLOAT, SHAPE)], [weights])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8, producer_name="")
    with open(os.path.join(HERE, "external-weights.onnx"), "wb") as f:
        f.write(model.SerializeToString())


save_external()
