"""all-MiniLM-L6-v2 on ONNX Runtime: one text at a time, one thread, no torch; `minilm.py` runs it on a thread.

It is the only module that imports onnxruntime, because its telemetry must be switched off before that import.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

# The official wheel reports to its maker and writes below HOME, from native code and from the moment of its import.
# `onnxruntime.disable_telemetry_events()` comes too late (findings/onnxruntime-telemetry.sh).
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime

from tools.embeddings.quantised import quantised
from tools.embeddings.tensors import Tensor, open_tensors
from tools.embeddings.weights import REVISION, write_atomically
from tools.settings import Precision

MAX_TOKENS = 256
MAX_CHARACTERS = 16_384  # far beyond 256 tokens of any real text; keeps a hostile one cheap to tokenise
GRAPH_VERSION = 2  # raise it when bert_graph.py changes, so that no older graph is read from a cache
ONNX_KINDS = {np.dtype(np.float32): "FLOAT", np.dtype(np.int8): "INT8"}


class Encoder:
    """Token lists → vectors. The weights are memory-mapped; the graph and int8 weights are made once, in `cache`.

    Each call of the model gets one text: padding wastes work on a processor, and int8 uses one scale per call, so that
    a text's vector would depend on the texts beside it.
    """

    def __init__(self, folder: Path, cache: Path, precision: Precision) -> None:
        tensors = open_tensors(folder / "model.safetensors")
        self._words = tensors.pop("embeddings.word_embeddings.weight")
        kinds = tensors.pop("embeddings.token_type_embeddings.weight")
        self._places = tensors.pop("embeddings.position_embeddings.weight")[:MAX_TOKENS] + kinds[0]
        layers = {name: value for name, value in tensors.items() if not name.startswith("pooler.")}
        if precision is Precision.INT8:
            layers |= quantised(layers, cache)
        self._session = _session(layers, cache, precision)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)

    def tokens(self, text: str) -> list[int]:
        """Return at most 256 token ids, including [CLS] and [SEP]."""
        ids: list[int] = self._tokenizer.encode(text[:MAX_CHARACTERS]).ids
        return ids

    def vector(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        """Return the text's unit vector (384): the mean of the model's output for its tokens."""
        embedded = self._words[tokens] + self._places[: len(tokens)]
        [hidden] = self._session.run(None, {"embedded": embedded})
        mean = hidden.mean(axis=0)
        unit: NDArray[np.float32] = mean / np.sqrt(mean @ mean)
        return unit


def _session(weights: Mapping[str, Tensor], cache: Path, precision: Precision) -> onnxruntime.InferenceSession:
    graph = cache / f"minilm-{REVISION[:7]}-{precision}-graph{GRAPH_VERSION}.onnx"
    if not graph.is_file():
        from tools.embeddings.bert_graph import build_graph  # onnx is only needed this once

        shapes = {name: (ONNX_KINDS[value.dtype], value.shape) for name, value in weights.items()}
        write_atomically(graph, build_graph(shapes, precision))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # Beyond the basic level, Add and LayerNormalization become one operator that is four times as slow.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.add_external_initializers(
        list(weights), [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in weights.values()]
    )
    return onnxruntime.InferenceSession(graph.read_bytes(), options, providers=["CPUExecutionProvider"])
