"""The Embedder port's promises, on every implementation that is installed."""

import asyncio
from collections.abc import AsyncIterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tools.embeddings.minilm import MiniLM
from tools.embeddings.weights import find_weights
from tools.errors import Misconfigured
from tools.settings import Precision, Settings

NO_TORCH = find_spec("torch") is None
TEXTS = [
    "Lambda timeout after 30s",
    "Lambda timeout 30 seconds",
    "",
    "réseau indisponible — ошибка 错误",
    "[CLS] [SEP] <*> \x00 \ufffd",
    "connection refused " * 200,
    "x" * 100_000,
]


async def load(name: str, folder: Path) -> Any:
    settings = Settings(data_dir=folder, embed_queue=64)
    if name in list(Precision):
        return await MiniLM.load(settings.model_copy(update={"embeddings_precision": Precision(name)}))
    from tools.embeddings.huggingface import HuggingFace

    weights = await asyncio.to_thread(find_weights, None, folder)
    return await HuggingFace.load(settings.model_copy(update={"huggingface_model": str(weights)}))


@pytest.fixture(
    params=[
        *Precision,
        pytest.param(
            "huggingface", marks=pytest.mark.skipif(NO_TORCH, reason="needs torch: pip install the extra `huggingface`")
        ),
    ]
)
async def embedder(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Any]:
    model = await load(request.param, tmp_path)
    yield model
    await model.close()


async def embed(model: Any, texts: list[str]) -> NDArray[np.float32]:
    return np.stack([np.frombuffer(vector, "<f4") for vector in await model.embed(texts)])


async def test_vectors_are_unit_length_and_of_the_stated_dimension(embedder: Any) -> None:
    vectors = await embed(embedder, TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dimension)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


async def test_a_text_has_one_vector_whatever_is_embedded_with_it(embedder: Any) -> None:
    together = await embed(embedder, TEXTS)
    alone = np.concatenate([await embed(embedder, [text]) for text in TEXTS])
    np.testing.assert_allclose(together, alone, atol=1e-5)


async def test_concurrent_callers_get_their_own_vectors(embedder: Any) -> None:
    texts = [f"queue {n} is full" for n in range(20)]
    answers = await asyncio.gather(*(embed(embedder, [text]) for text in texts))
    np.testing.assert_allclose(np.concatenate(answers), await embed(embedder, texts), atol=1e-5)


async def test_what_stands_behind_128_tokens_still_counts(embedder: Any) -> None:
    """The model's tokenizer.json cuts at 128 by itself; 256 are meant."""
    start = "the queue of orders is stuck " * 30
    one, other = await embed(embedder, [start + "disk full " * 20, start + "certificate expired " * 20])
    assert one @ other < 0.99


async def test_no_texts_are_no_work(embedder: Any) -> None:
    assert await embedder.embed([]) == []


async def test_two_wordings_of_one_timeout_are_near(embedder: Any) -> None:
    left, right, other = await embed(embedder, [*TEXTS[:2], "disk quota exceeded on node 4"])
    assert left @ right == pytest.approx(0.9567, abs=0.02)
    assert left @ other < 0.4


async def test_what_is_stored_names_the_precision(tmp_path: Path) -> None:
    models = [await load(precision, tmp_path) for precision in Precision]
    assert len({model.identity for model in models}) == len(models)
    for model in models:
        await model.close()


@pytest.mark.skipif(not NO_TORCH, reason="torch is installed")
async def test_without_torch_huggingface_says_what_to_install(tmp_path: Path) -> None:
    """Its vectors are proved where torch is installed; everywhere else this much is."""
    with pytest.raises(Misconfigured, match=r"EMBEDDINGS=huggingface.*pip install .*\[huggingface\]"):
        await load("huggingface", tmp_path)


@pytest.mark.skipif(NO_TORCH, reason="needs torch: pip install the extra `huggingface`")
async def test_both_implementations_give_the_same_vectors(tmp_path: Path) -> None:
    ours, theirs = await load("fp32", tmp_path), await load("huggingface", tmp_path)
    np.testing.assert_allclose(await embed(ours, TEXTS), await embed(theirs, TEXTS), atol=1e-5)
    await ours.close()
