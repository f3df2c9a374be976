"""MiniLM's ONNX graph: a few kilobytes of operators; the weights stay in files of their own."""

from collections.abc import Mapping, Sequence
from typing import Any

from onnx import TensorProto, helper

from tools.settings import Precision

LAYERS, HEADS, WIDTH = 6, 12, 384
EPSILON = 1e-12
OPSET, IR_VERSION = 20, 10  # opset 20 has exact GELU; IR 10 is what the first onnxruntime with it reads
RUNTIME_OPERATORS = "com.microsoft"  # onnxruntime's own: attention in one step, and products of int8 with float

Node = Any
Shape = Sequence[int]


def build_graph(shapes: Mapping[str, tuple[str, Shape]], precision: Precision) -> bytes:
    """Serialise BERT (Devlin et al. 2019), as sentence-transformers runs all-MiniLM-L6-v2, for one text.

    Args:
    shapes: (ONNX element type, shape) of every weight by name; they become initialisers without data. The names
    are the safetensors file's; with int8 each matrix has its `.scale` beside it (`quantised.py`).
    precision: int8 rounds the input of every dense layer to eight bits at run time, with one scale per text.

    Input: `embedded` float (tokens, 384): the sum of word, position and type embeddings, which the caller looks up so
    that the vocabulary (47 MB) is paged in only where it is used.
    Output: `hidden` float (tokens, 384): the last layer's output for each token; the caller takes the mean.
    """
    nodes, hidden = [_norm("embeddings", "embedded", "0")], "0"
    for layer in range(LAYERS):
        attended, out = f"{layer}.attended", "hidden" if layer == LAYERS - 1 else f"{layer + 1}"
        nodes += _attention(f"encoder.layer.{layer}.attention", hidden, attended, precision)
        nodes += _feed_forward(f"encoder.layer.{layer}", attended, out, precision)
        hidden = out
    graph = helper.make_graph(
        nodes,
        "all-MiniLM-L6-v2",
        [helper.make_tensor_value_info("embedded", TensorProto.FLOAT, ["tokens", WIDTH])],
        [helper.make_tensor_value_info("hidden", TensorProto.FLOAT, ["tokens", WIDTH])],
        [
            helper.make_tensor("first", TensorProto.INT64, [1], [0]),
            *(_weight(name, kind, shape) for name, (kind, shape) in shapes.items()),
        ],
    )
    operators = [helper.make_opsetid("", OPSET), helper.make_opsetid(RUNTIME_OPERATORS, 1)]
    return bytes(helper.make_model(graph, opset_imports=operators, ir_version=IR_VERSION).SerializeToString())


def _attention(name: str, hidden: str, out: str, precision: Precision) -> list[Node]:
    """Add a first axis, which the runtime's attention needs for the texts of a batch; here it is one text."""
    nodes, parts = [], []
    for part in ("query", "key", "value"):
        flat, batch = f"{name}.{part}.flat", f"{name}.{part}"
        parts.append(batch)
        nodes += [
            _dense(f"{name}.self.{part}", hidden, flat, precision),
            _node("Unsqueeze", [flat, "first"], batch),
        ]
    return [
        *nodes,
        _node("MultiHeadAttention", parts, f"{name}.mixed", RUNTIME_OPERATORS, num_heads=HEADS),
        _node("Squeeze", [f"{name}.mixed", "first"], f"{name}.context"),
        _dense(f"{name}.output.dense", f"{name}.context", f"{name}.projected", precision),
        _node("Add", [f"{name}.projected", hidden], f"{name}.residual"),
        _norm(f"{name}.output", f"{name}.residual", out),
    ]


def _feed_forward(name: str, hidden: str, out: str, precision: Precision) -> list[Node]:
    return [
        _dense(f"{name}.intermediate.dense", hidden, f"{name}.wide", precision),
        _node("Gelu", [f"{name}.wide"], f"{name}.active"),
        _dense(f"{name}.output.dense", f"{name}.active", f"{name}.narrow", precision),
        _node("Add", [f"{name}.narrow", hidden], f"{name}.residual"),
        _norm(f"{name}.output", f"{name}.residual", out),
    ]


def _dense(name: str, source: str, out: str, precision: Precision) -> Node:
    if precision is Precision.FP32:
        return _node("Gemm", [source, f"{name}.weight", f"{name}.bias"], out, transB=1)
    no_zero_point = ""
    weights = [f"{name}.weight", f"{name}.scale", no_zero_point, f"{name}.bias"]
    return _node("DynamicQuantizeMatMul", [source, *weights], out, RUNTIME_OPERATORS)


def _norm(name: str, source: str, out: str) -> Node:
    parameters = [f"{name}.LayerNorm.weight", f"{name}.LayerNorm.bias"]
    return _node("LayerNormalization", [source, *parameters], out, epsilon=EPSILON)


def _node(kind: str, inputs: Sequence[str], output: str, domain: str = "", **attributes: Any) -> Node:
    return helper.make_node(kind, list(inputs), [output], name=output, domain=domain, **attributes)


def _weight(name: str, kind: str, shape: Shape) -> Any:
    tensor = TensorProto(
        name=name,
        data_type=TensorProto.DataType.Value(kind),
        dims=shape,
        data_location=TensorProto.EXTERNAL,
    )
    tensor.external_data.add(key="location", value="given by the encoder")
    return tensor
