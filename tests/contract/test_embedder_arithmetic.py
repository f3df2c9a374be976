"""MiniLM's graph against the textbook: BERT (Devlin et al. 2019) in 64-bit numpy, one text at a time, no padding."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer

from tools.embeddings.encoder import Encoder
from tools.embeddings.weights import find_weights, open_tensors

TEXTS = ["Lambda timeout after 30s", "disk", "connection refused by 10.0.0.1 " * 40]


class Textbook:
    def __init__(self, folder: Path) -> None:
        self.weights = {
            name: value.astype(np.float64) for name, value in open_tensors(folder / "model.safetensors").items()
        }
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(256)

    def vector(self, text: str) -> Any:
        ids = self.tokenizer.encode(text).ids
        hidden = self.weights["embeddings.word_embeddings.weight"][ids]
        hidden = hidden + self.weights["embeddings.position_embeddings.weight"][: len(ids)]
        hidden = self.norm(hidden + self.weights["embeddings.token_type_embeddings.weight"][0], "embeddings")
        for layer in range(6):
            hidden = self.layer(hidden, f"encoder.layer.{layer}")
        mean = hidden.mean(axis=0)
        return mean / np.linalg.norm(mean)

    def layer(self, hidden: Any, name: str) -> Any:
        query, key, value = (
            self.dense(hidden, f"{name}.attention.self.{part}").reshape(-1, 12, 32).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(32)
        weights = np.exp(scores - scores.max(-1, keepdims=True))
        mixed = (weights / weights.sum(-1, keepdims=True)) @ value
        context = self.dense(mixed.transpose(1, 0, 2).reshape(-1, 384), f"{name}.attention.output.dense")
        hidden = self.norm(context + hidden, f"{name}.attention.output")
        wide = self.dense(hidden, f"{name}.intermediate.dense")
        active = wide * 0.5 * (1 + np.vectorize(math.erf)(wide / math.sqrt(2)))
        return self.norm(self.dense(active, f"{name}.output.dense") + hidden, f"{name}.output")

    def dense(self, x: Any, name: str) -> Any:
        return x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def norm(self, x: Any, name: str) -> Any:
        scaled = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-12)
        return scaled * self.weights[f"{name}.LayerNorm.weight"] + self.weights[f"{name}.LayerNorm.bias"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return find_weights(None, tmp_path)


def test_the_graph_computes_bert(folder: Path, tmp_path: Path) -> None:
    encoder, textbook = Encoder(folder, tmp_path), Textbook(folder)
    ours = encoder.vectors([encoder.tokens(text) for text in TEXTS])
    np.testing.assert_allclose(ours, np.stack([textbook.vector(text) for text in TEXTS]), atol=1e-5)


def test_the_second_start_reads_the_graph_from_the_cache(folder: Path, tmp_path: Path) -> None:
    Encoder(folder, tmp_path)
    [graph] = tmp_path.glob("*.onnx")
    written = graph.stat().st_mtime_ns
    Encoder(folder, tmp_path)
    assert graph.stat().st_mtime_ns == written
