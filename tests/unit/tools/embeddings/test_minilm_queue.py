"""The queue in front of the model, with a model that can be held."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from tools.embeddings import minilm
from tools.embeddings.minilm import BACKGROUND_TEXTS, MiniLM
from tools.errors import Overloaded, Unavailable

QUEUE = 4


class HeldEncoder:
    """One-word texts; `gate` holds every call, `seen` tells the order."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.began = threading.Event()
        self.seen: list[int] = []
        self.fail = False

    def tokens(self, text: str) -> list[int]:
        return [int(text)]

    def vector(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        self.began.set()
        self.gate.wait(10)
        if self.fail:
            raise RuntimeError("broken")
        self.seen.append(tokens[0])
        return np.array([tokens[0]], np.float32)


@pytest.fixture
async def held() -> AsyncIterator[tuple[MiniLM, HeldEncoder]]:
    encoder = HeldEncoder()
    model = MiniLM(lambda: encoder, QUEUE, "held")  # type: ignore[arg-type,return-value]
    yield model, encoder
    encoder.gate.set()
    await model.close()


async def begin(model: MiniLM, encoder: HeldEncoder) -> "asyncio.Task[list[bytes]]":
    """A first text that occupies the model."""
    task = asyncio.create_task(model.embed(["0"]))
    await asyncio.to_thread(encoder.began.wait, 10)
    return task


async def test_beyond_the_bound_a_text_is_refused(held: tuple[MiniLM, HeldEncoder]) -> None:
    model, encoder = held
    first = await begin(model, encoder)
    waiting = [asyncio.create_task(model.embed([str(n)])) for n in range(1, QUEUE + 1)]
    await asyncio.sleep(0)
    with pytest.raises(Overloaded):
        await model.embed(["9"])
    encoder.gate.set()
    answers = await asyncio.gather(first, *waiting)
    assert [np.frombuffer(answer[0], "<f4")[0] for answer in answers] == list(range(QUEUE + 1))


async def test_verdicts_go_before_the_background(held: tuple[MiniLM, HeldEncoder]) -> None:
    model, encoder = held
    first = await begin(model, encoder)
    patient = asyncio.create_task(model.background.embed(["8"]))
    await asyncio.sleep(0)
    urgent = asyncio.create_task(model.embed(["1"]))
    await asyncio.sleep(0)
    encoder.gate.set()
    await asyncio.gather(first, patient, urgent)
    assert encoder.seen == [0, 1, 8]


async def test_the_background_does_not_starve(
    held: tuple[MiniLM, HeldEncoder], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(minilm, "TEXTS_PER_ROUND", 1)
    monkeypatch.setattr(minilm, "MAX_ROUNDS_PASSED_OVER", 2)
    model, encoder = held
    first = await begin(model, encoder)
    patient = asyncio.create_task(model.background.embed(["99"]))
    await asyncio.sleep(0)
    urgent = [asyncio.create_task(model.embed([str(number)])) for number in (1, 2, 3)]
    await asyncio.sleep(0)
    encoder.gate.set()
    await asyncio.gather(first, patient, *urgent)
    assert encoder.seen == [0, 1, 2, 99, 3]


async def test_the_background_is_never_refused_and_keeps_the_order(held: tuple[MiniLM, HeldEncoder]) -> None:
    model, encoder = held
    encoder.gate.set()
    texts = [str(n) for n in range(3 * BACKGROUND_TEXTS + 1)]
    several = await asyncio.gather(*(model.background.embed(texts) for _ in range(3)))
    for vectors in several:
        assert [str(int(np.frombuffer(vector, "<f4")[0])) for vector in vectors] == texts


async def test_a_caller_who_left_costs_nothing(held: tuple[MiniLM, HeldEncoder]) -> None:
    model, encoder = held
    first = await begin(model, encoder)
    gone = asyncio.create_task(model.embed(["7"]))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.gather(gone, return_exceptions=True)
    encoder.gate.set()
    await first
    await model.embed(["2"])
    assert encoder.seen == [0, 2]


async def test_a_broken_model_does_not_end_the_thread(held: tuple[MiniLM, HeldEncoder]) -> None:
    model, encoder = held
    encoder.gate.set()
    encoder.fail = True
    with pytest.raises(Unavailable, match="broken"):
        await model.embed(["1"])
    encoder.fail = False
    assert await model.embed(["1"])


async def test_the_model_is_loaded_once_for_the_first_text() -> None:
    made: list[HeldEncoder] = []

    def load() -> HeldEncoder:
        made.append(HeldEncoder())
        made[-1].gate.set()
        return made[-1]

    model = MiniLM(load, QUEUE, "held")  # type: ignore[arg-type]
    assert await model.background.embed([]) == []
    assert made == []
    await model.prepare()
    await asyncio.gather(model.embed(["1"]), model.background.embed(["2"]))
    await model.background.prepare()
    assert [sorted(each.seen) for each in made] == [[1, 2]]
    await model.close()


async def test_a_model_that_cannot_be_loaded_is_tried_again() -> None:
    encoder, held = HeldEncoder(), [OSError("no space left")]
    encoder.gate.set()

    def load() -> HeldEncoder:
        if held:
            raise held.pop()
        return encoder

    model = MiniLM(load, QUEUE, "held")  # type: ignore[arg-type]
    with pytest.raises(Unavailable, match="no space left"):
        await model.embed(["1"])
    assert await model.embed(["1"])
    await model.close()


async def test_closing_refuses_what_waits(held: tuple[MiniLM, HeldEncoder]) -> None:
    model, encoder = held
    first = await begin(model, encoder)
    waiting = asyncio.create_task(model.embed(["1"]))
    await asyncio.sleep(0)
    closing = asyncio.create_task(model.close())
    await asyncio.sleep(0)
    encoder.gate.set()
    assert await first
    with pytest.raises(Unavailable):
        await waiting
    await closing
    with pytest.raises(Unavailable):
        await model.embed(["1"])


async def test_a_vector_serves_again_only_while_many_are_asked_for(
    held: tuple[MiniLM, HeldEncoder], monkeypatch: pytest.MonkeyPatch
) -> None:
    model, encoder = held
    encoder.gate.set()
    for number in range(minilm.BUSY_TEXTS):
        assert model.recall("0") is None
        [vector] = await model.embed([str(number)])
    assert model.recall(str(number)) == vector
    assert model.recall("never seen") is None
    monkeypatch.setattr(minilm, "BUSY_SECONDS", 0.0)
    assert model.recall(str(number)) is None
