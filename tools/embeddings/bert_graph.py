"""MiniLM's ONNX graph: a few kilobytes of operators; the weights stay in their safetensors file."""

from collections.abc import Mapping, Sequence
from typing import Any

from onnx import TensorProto, helper

LAYERS, HEADS, WIDTH = 6, 12, 384
HEAD_WIDTH = WIDTH // HEADS
EPSILON = 1e-12
OPSET, IR_VERSION = 20, 10  # opset 20 has exact GELU; IR 10 is what its first onnxruntime reads

Node = Any


def build_graph(shapes: Mapping[str, Sequence[int]]) -> bytes:
    """Serialise BERT (Devlin et al. 2019) + mean pooling + L2, as sentence-transformers runs all-MiniLM-L6-v2.

    Args:
        shapes: the shape of every weight, by its safetensors name; they become initialisers without data.

    Inputs: `embedded` float (texts, tokens, 384), word + position + type embeddings, which the caller looks up so that
    the vocabulary (47 MB) is only paged in where it is used · `bias` float (texts, 1, 1, tokens), 0 or a large
    negative for padding · `share` float (texts, 1, tokens), 1/length on real tokens.
    Output: `vectors` float (texts, 384), unit length.
    """
    nodes = _entrance()
    hidden = "hidden"
    for layer in range(LAYERS):
        attended = f"{layer}.attended"
        nodes += _attention(f"encoder.layer.{layer}.attention", hidden, attended)
        hidden = f"{layer}.out"
        nodes += _feed_forward(f"encoder.layer.{layer}", attended, hidden)
    nodes += [
        _node("Concat", ["size", "width"], "whole", axis=0),
        _node("Reshape", [hidden, "whole"], "tokens"),
        _node("MatMul", ["share", "tokens"], "means"),
        _node("Squeeze", ["means", "one"], "mean"),
        _node("LpNormalization", ["mean"], "vectors", axis=-1, p=2),
    ]
    graph = helper.make_graph(
        nodes,
        "all-MiniLM-L6-v2",
        [
            helper.make_tensor_value_info("embedded", TensorProto.FLOAT, ["texts", "length", WIDTH]),
            helper.make_tensor_value_info("bias", TensorProto.FLOAT, ["texts", 1, 1, "length"]),
            helper.make_tensor_value_info("share", TensorProto.FLOAT, ["texts", 1, "length"]),
        ],
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", WIDTH])],
        [*_constants(), *(_weight(name, shape) for name, shape in shapes.items())],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    return bytes(model.SerializeToString())


def _entrance() -> list[Node]:
    return [
        _node("Shape", ["embedded"], "size", end=2),
        _node("Concat", ["size", "heads"], "split", axis=0),
        _node("Reshape", ["embedded", "flat"], "rows"),
        _norm("embeddings", "rows", "hidden"),
    ]


def _attention(name: str, hidden: str, out: str) -> list[Node]:
    nodes = []
    for part, order in (("query", [0, 2, 1, 3]), ("key", [0, 2, 3, 1]), ("value", [0, 2, 1, 3])):
        nodes += [
            _dense(f"{name}.self.{part}", hidden, f"{name}.{part}.flat"),
            _node("Reshape", [f"{name}.{part}.flat", "split"], f"{name}.{part}.split"),
            _node("Transpose", [f"{name}.{part}.split"], f"{name}.{part}", perm=order),
        ]
    return [
        *nodes,
        _node("MatMul", [f"{name}.query", f"{name}.key"], f"{name}.raw"),
        _node("Mul", [f"{name}.raw", "scale"], f"{name}.scaled"),
        _node("Add", [f"{name}.scaled", "bias"], f"{name}.masked"),
        _node("Softmax", [f"{name}.masked"], f"{name}.weights", axis=-1),
        _node("MatMul", [f"{name}.weights", f"{name}.value"], f"{name}.mixed"),
        _node("Transpose", [f"{name}.mixed"], f"{name}.merged", perm=[0, 2, 1, 3]),
        _node("Reshape", [f"{name}.merged", "flat"], f"{name}.context"),
        _dense(f"{name}.output.dense", f"{name}.context", f"{name}.projected"),
        _node("Add", [f"{name}.projected", hidden], f"{name}.residual"),
        _norm(f"{name}.output", f"{name}.residual", out),
    ]


def _feed_forward(name: str, hidden: str, out: str) -> list[Node]:
    return [
        _dense(f"{name}.intermediate.dense", hidden, f"{name}.wide"),
        _node("Gelu", [f"{name}.wide"], f"{name}.active"),
        _dense(f"{name}.output.dense", f"{name}.active", f"{name}.narrow"),
        _node("Add", [f"{name}.narrow", hidden], f"{name}.residual"),
        _norm(f"{name}.output", f"{name}.residual", out),
    ]


def _dense(name: str, source: str, out: str) -> Node:
    return _node("Gemm", [source, f"{name}.weight", f"{name}.bias"], out, transB=1)


def _norm(name: str, source: str, out: str) -> Node:
    parameters = [f"{name}.LayerNorm.weight", f"{name}.LayerNorm.bias"]
    return _node("LayerNormalization", [source, *parameters], out, epsilon=EPSILON)


def _node(kind: str, inputs: Sequence[str], output: str, **attributes: Any) -> Node:
    return helper.make_node(kind, list(inputs), [output], name=output, **attributes)


def _constants() -> list[Any]:
    sizes = {"one": [1], "heads": [HEADS, HEAD_WIDTH], "width": [WIDTH], "flat": [-1, WIDTH]}
    return [
        *(helper.make_tensor(name, TensorProto.INT64, [len(value)], value) for name, value in sizes.items()),
        helper.make_tensor("scale", TensorProto.FLOAT, [], [HEAD_WIDTH**-0.5]),
    ]


def _weight(name: str, shape: Sequence[int]) -> Any:
    tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=shape, data_location=TensorProto.EXTERNAL)
    tensor.external_data.add(key="location", value="model.safetensors")
    return tensor
