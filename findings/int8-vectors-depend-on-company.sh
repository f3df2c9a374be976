#!/bin/sh
# onnxruntime 1.32.0 with onnx 1.23.2 (Python 3.11): a model made smaller by `quantize_dynamic` gives a text another
# vector according to which texts share its call. Dynamic quantisation rounds what flows through the model as well, and
# its scale is taken from the largest and smallest value of the whole batch, not of each row: a neighbour with large
# values makes everybody's steps coarse. per_channel=True is about the weights and changes nothing here. So a search can
# miss its own text, and a cache filled in batches disagrees with one filled one by one; nothing warns.
#
# Seen (one row alone and beside a row of twenty times its size, cosine of the two results):
#   float32                      equal to the last bit
#   int8 by tensor, by channel   0.9980, 0.9980
#
# Here: tools/embeddings/encoder.py gives the model one text a call; tests/contract/test_embedder.py:
# test_a_text_has_one_vector_whatever_is_embedded_with_it.
#
# Needs python3 with venv and pip. The model is one matrix of fixed numbers, made in a folder that is removed at the
# end. Fails when a newer release behaves differently.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check onnxruntime==1.32.0 onnx==1.23.2 numpy==2.4.6
cat > "$folder/seen.py" <<'PYTHON'
import logging
import os
import sys

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

logging.disable(logging.WARNING)
os.chdir(sys.argv[1])
numbers = np.random.default_rng(1)
weights = numbers.normal(size=(16, 16)).astype("float32")
graph = helper.make_graph(
    [helper.make_node("MatMul", ["x", "w"], ["y"])],
    "one-matrix",
    [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["rows", 16])],
    [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["rows", 16])],
    [numpy_helper.from_array(weights, "w")],
)
onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10), "float32.onnx")
for name, per_channel in (("int8 by tensor", False), ("int8 by channel", True)):
    quantize_dynamic("float32.onnx", f"{name}.onnx", per_channel=per_channel, weight_type=QuantType.QInt8)
row = numbers.normal(size=(1, 16)).astype("float32")
failed = False
for name in ("float32", "int8 by tensor", "int8 by channel"):
    session = onnxruntime.InferenceSession(f"{name}.onnx", providers=["CPUExecutionProvider"])
    alone = session.run(None, {"x": row})[0][0]
    beside = session.run(None, {"x": np.vstack([row, 20 * row])})[0][0]
    same = bool(np.array_equal(alone, beside))
    cosine = float(alone @ beside / np.linalg.norm(alone) / np.linalg.norm(beside))
    wanted = name == "float32"
    failed = failed or same != wanted or (not wanted and cosine > 0.9995)
    print(f"{name}: same={same} cosine={cosine:.4f} (expected same={wanted})")
sys.exit(failed)
PYTHON
"$folder/venv/bin/python" "$folder/seen.py" "$folder"
