"""The model's files are the expected ones, or nothing starts."""

import hashlib
import os
from pathlib import Path

import pytest

from tools.embeddings import weights
from tools.embeddings.weights import find_weights, write_atomically
from tools.errors import Misconfigured

CONTENT = {"model.safetensors": b"weights", "tokenizer.json": b"{}"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configured folder whose files are the expected ones."""
    for name, content in CONTENT.items():
        monkeypatch.setitem(weights.SHA256, name, hashlib.sha256(content).hexdigest())
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_a_configured_folder_comes_first(folder: Path) -> None:
    assert find_weights(folder, folder / "cache") == folder


def test_without_one_the_installed_package_is_used(tmp_path: Path) -> None:
    assert (find_weights(None, tmp_path) / "model.safetensors").is_file()


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()
    with pytest.raises(Misconfigured, match=r"no tokenizer\.json"):
        find_weights(folder, folder / "cache")


def test_other_weights_are_refused(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"Weights")
    with pytest.raises(Misconfigured, match="sha256"):
        find_weights(folder, folder / "cache")


def test_files_are_hashed_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    find_weights(folder, folder / "cache")
    monkeypatch.setitem(weights.SHA256, "model.safetensors", "would fail")
    assert find_weights(folder, folder / "cache") == folder


def test_files_that_changed_are_hashed_again(folder: Path) -> None:
    find_weights(folder, folder / "cache")
    (folder / "model.safetensors").write_bytes(b"Weights")
    os.utime(folder / "model.safetensors", (1, 1))
    with pytest.raises(Misconfigured):
        find_weights(folder, folder / "cache")


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "file"
    write_atomically(path, b"one")
    write_atomically(path, b"two")
    assert path.read_bytes() == b"two"
    assert [each.name for each in path.parent.iterdir()] == ["file"]
