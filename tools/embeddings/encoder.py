"""all-MiniLM-L6-v2 on ONNX Runtime: fp32, one thread, no torch. Synchronous; `minilm.py` runs it on a thread.

The only module that imports onnxruntime, because its telemetry has to be switched off before that import.
"""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

# The official wheel reports to its maker and writes below HOME, from native code and from the moment of its import.
# `onnxruntime.disable_telemetry_events()` comes too late (findings/onnxruntime-telemetry.sh).
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime

from tools.embeddings.weights import REVISION, open_tensors, write_atomically

MAX_TOKENS = 256
MAX_CHARACTERS = 16_384  # far beyond 256 tokens of any real text; keeps a hostile one cheap to tokenise
PADDING_BIAS = -1e9  # added before the softmax: padding gets no attention
# Padding is wasted work on a CPU, so only texts of nearly equal length share one call of the model.
MAX_TEXTS = 8  # a verdict's text waits for the others of its call, so calls stay short
MAX_BATCH_TOKENS = 512  # bounds the runtime's arena: two texts of full length
SLACK = 1.15  # the longest may have 15 % (and two tokens) more than the shortest
GRAPH_VERSION = 1  # raise it when bert_graph.py changes, so that no older graph is read from a cache


class Encoder:
    """Token lists → vectors. The weights are memory-mapped; the ONNX graph is built once and kept in `cache`."""

    def __init__(self, folder: Path, cache: Path) -> None:
        tensors = open_tensors(folder / "model.safetensors")
        self._words = tensors.pop("embeddings.word_embeddings.weight")
        kinds = tensors.pop("embeddings.token_type_embeddings.weight")
        self._places = tensors.pop("embeddings.position_embeddings.weight")[:MAX_TOKENS] + kinds[0]
        layers = {name: value for name, value in tensors.items() if not name.startswith("pooler.")}
        self._session = _session(layers, cache)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)

    def tokens(self, text: str) -> list[int]:
        """At most 256 token ids, [CLS] and [SEP] included."""
        ids: list[int] = self._tokenizer.encode(text[:MAX_CHARACTERS]).ids
        return ids

    def vectors(self, texts: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Unit vectors (texts, 384). Shorter texts are padded to the longest: give texts of nearly equal length."""
        longest = max(map(len, texts))
        ids = np.zeros((len(texts), longest), np.int64)
        bias = np.full((len(texts), 1, 1, longest), PADDING_BIAS, np.float32)
        share = np.zeros((len(texts), 1, longest), np.float32)
        for row, tokens in enumerate(texts):
            ids[row, : len(tokens)] = tokens
            bias[row, ..., : len(tokens)] = 0
            share[row, 0, : len(tokens)] = 1 / len(tokens)
        embedded = self._words[ids] + self._places[:longest]
        vectors: NDArray[np.float32] = self._session.run(None, {"embedded": embedded, "bias": bias, "share": share})[0]
        return vectors


def batches(lengths: Sequence[int]) -> list[list[int]]:
    """Group waiting texts into model calls, short ones first. Returns the positions of each call's texts.

    Args:
        lengths: the number of tokens of each waiting text.
    """
    groups: list[list[int]] = []
    for position in sorted(range(len(lengths)), key=lengths.__getitem__):
        group = groups[-1] if groups else []
        if group and _fits(lengths[position], lengths[group[0]], len(group) + 1):
            group.append(position)
        else:
            groups.append([position])
    return groups


def _fits(length: int, shortest: int, texts: int) -> bool:
    return texts <= MAX_TEXTS and length <= shortest * SLACK + 2 and length * texts <= MAX_BATCH_TOKENS


def _session(weights: dict[str, NDArray[np.float32]], cache: Path) -> onnxruntime.InferenceSession:
    graph = cache / f"minilm-{REVISION[:7]}-graph{GRAPH_VERSION}.onnx"
    if not graph.is_file():
        from tools.embeddings.bert_graph import build_graph  # onnx is only needed this once

        write_atomically(graph, build_graph({name: value.shape for name, value in weights.items()}))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_external_initializers(
        list(weights), [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in weights.values()]
    )
    return onnxruntime.InferenceSession(graph.read_bytes(), options, providers=["CPUExecutionProvider"])
