"""What an image has prepared is used as it stands, in a folder that nobody can write to."""

import shutil
from pathlib import Path

import pytest

from tools.embeddings.encoder import Encoder
from tools.embeddings.minilm import MiniLM
from tools.embeddings.prepared import KnownVectors, home_of, write_vectors
from tools.embeddings.weights import PREPARED, SHA256, find_weights, verify
from tools.settings import Precision, Settings

TEXTS = ["disk is full", "no route to host", "störung"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The weights, with all that a start makes of them beside them."""
    installed, copied = find_weights(None, tmp_path / "cache"), tmp_path / "weights"
    copied.mkdir()
    for name in SHA256:
        shutil.copy2(installed / name, copied / name)
    home = copied / PREPARED
    home.mkdir()
    verify(copied, home)
    for precision in Precision:
        Encoder(copied, home, precision)
    return copied


async def vectors(settings: Settings) -> list[bytes]:
    model = await MiniLM.load(settings)
    found = await model.embed_in_background(TEXTS)
    await model.close()
    return found


@pytest.mark.parametrize("precision", list(Precision))
async def test_nothing_is_made_at_a_start(folder: Path, tmp_path: Path, precision: Precision) -> None:
    chosen = {"data_dir": tmp_path / "data", "embeddings_precision": precision}
    made_here = await vectors(Settings(**chosen))
    shutil.rmtree(tmp_path / "data")
    before = {path.name: path.stat().st_mtime_ns for path in (folder / PREPARED).iterdir()}
    assert await vectors(Settings(**chosen, minilm_path=folder)) == made_here
    assert not (tmp_path / "data" / "models").exists()
    assert {path.name: path.stat().st_mtime_ns for path in (folder / PREPARED).iterdir()} == before


async def test_known_texts_need_no_model(folder: Path, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", minilm_path=folder)
    computed = await vectors(settings)
    told = dict(zip(TEXTS[1:], (b"1" * 1536, b"2" * 1536), strict=True))
    write_vectors(folder / PREPARED, Precision.INT8, told)
    assert await vectors(settings) == [computed[0], b"1" * 1536, b"2" * 1536]
    assert KnownVectors.read(folder / PREPARED, Precision.FP32).get(TEXTS[1]) is None


def test_without_a_prepared_folder_the_data_folder_keeps_it(tmp_path: Path) -> None:
    assert home_of(tmp_path, tmp_path / "cache") == tmp_path / "cache"
    (tmp_path / PREPARED).mkdir()
    assert home_of(tmp_path, tmp_path / "cache") == tmp_path / PREPARED
