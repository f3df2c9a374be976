"""MiniLM's graph against the textbook: BERT (Devlin et al. 2019) in 64-bit numpy, one text at a time, no padding."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tokenizers import Tokenizer

from tools.embeddings.encoder import Encoder
from tools.embeddings.quantised import LARGEST
from tools.embeddings.weights import find_weights, open_tensors
from tools.settings import Precision

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


class Rounded(Textbook):
    """As int8 computes it: both factors of every product are whole numbers, so no addition of them can be inexact."""

    def dense(self, x: Any, name: str) -> Any:
        low, high = min(x.min(), 0.0), max(x.max(), 0.0)
        scale = (high - low) / 255
        zero = np.rint(-low / scale)
        inputs = np.clip(np.rint(x / scale) + zero, 0, 255) - zero
        columns = self.weights[f"{name}.weight"].T
        steps = np.abs(columns).max(axis=0) / LARGEST
        return inputs @ np.rint(columns / steps) * scale * steps + self.weights[f"{name}.bias"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return find_weights(None, tmp_path)


def both(encoder: Encoder, textbook: Textbook) -> tuple[NDArray[np.float32], Any]:
    ours = [encoder.vector(encoder.tokens(text)) for text in TEXTS]
    return np.stack(ours), np.stack([textbook.vector(text) for text in TEXTS])


def test_the_graph_computes_bert(folder: Path, tmp_path: Path) -> None:
    ours, exact = both(Encoder(folder, tmp_path, Precision.FP32), Textbook(folder))
    np.testing.assert_allclose(ours, exact, atol=1e-5)


def test_int8_computes_what_integers_give(folder: Path, tmp_path: Path) -> None:
    """Not to the last bit: one value rounded the other way, by the last bit of a float, turns over others after it."""
    ours, exact = both(Encoder(folder, tmp_path, Precision.INT8), Rounded(folder))
    assert (ours * exact).sum(axis=1).min() > 0.995


def test_int8_is_near_bert(folder: Path, tmp_path: Path) -> None:
    ours, exact = both(Encoder(folder, tmp_path, Precision.INT8), Textbook(folder))
    assert (ours * exact).sum(axis=1).min() > 0.98


@pytest.mark.parametrize("precision", Precision)
def test_the_second_start_makes_nothing_again(folder: Path, tmp_path: Path, precision: Precision) -> None:
    Encoder(folder, tmp_path, precision)
    made = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    Encoder(folder, tmp_path, precision)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == made
