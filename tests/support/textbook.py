"""BERT (Devlin et al. 2019) in 64-bit numpy, one text at a time: what the model's graph must compute."""

import math
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from tools.embeddings.quantised import LARGEST
from tools.embeddings.tensors import open_tensors


class Textbook:
    """In the precision of the published weights."""

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
