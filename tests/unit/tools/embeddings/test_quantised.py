"""int8 weights are made once, and only the right ones are used."""

from pathlib import Path

import numpy as np
import pytest

from tools.embeddings import quantised as module
from tools.embeddings.quantised import LARGEST, quantised
from tools.embeddings.tensors import Tensor, open_tensors
from tools.embeddings.weights import find_weights
from tools.errors import Misconfigured


@pytest.fixture
def weights(tmp_path: Path) -> dict[str, Tensor]:
    """The dense layers of the model."""
    tensors = open_tensors(find_weights(None, tmp_path) / "model.safetensors")
    return {name: value for name, value in tensors.items() if name.startswith("encoder.")}


def test_every_matrix_is_rounded_by_column(weights: dict[str, Tensor], tmp_path: Path) -> None:
    made = quantised(weights, tmp_path)
    matrices = {name for name, value in weights.items() if value.ndim == 2}
    assert {name for name in made if name.endswith(".weight")} == matrices
    for name in matrices:
        whole, scale = made[name], made[f"{name.removesuffix('weight')}scale"]
        assert whole.dtype == np.int8
        assert set(np.abs(whole).max(axis=0)) == {LARGEST}
        assert (np.abs(whole * scale - weights[name].T) <= scale * 0.51).all()


def test_a_damaged_file_is_made_again(weights: dict[str, Tensor], tmp_path: Path) -> None:
    quantised(weights, tmp_path)
    [path] = tmp_path.glob("*int8.safetensors")
    right = path.read_bytes()
    path.write_bytes(right[:-1] + bytes([right[-1] ^ 1]))
    quantised(weights, tmp_path)
    assert path.read_bytes() == right


def test_what_comes_out_wrong_is_refused(
    weights: dict[str, Tensor], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LARGEST", 62)
    with pytest.raises(Misconfigured, match="EMBEDDINGS_PRECISION"):
        quantised(weights, tmp_path)
