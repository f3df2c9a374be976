"""MiniLM's graph against the textbook: BERT (Devlin et al. 2019) in 64-bit numpy, one text at a time, no padding."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.support.textbook import Rounded, Textbook
from tools.embeddings.encoder import Encoder
from tools.embeddings.weights import find_weights
from tools.settings import Precision

TEXTS = ["Lambda timeout after 30s", "disk", "connection refused by 10.0.0.1 " * 40]


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
