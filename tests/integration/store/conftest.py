"""A store on disk, its index, and a story told to both."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contract.story import Hands, Story, judge_by_cosine
from tools.tickets.embedded import EmbeddedStore
from tools.vectors.embedded import EmbeddedIndex


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
async def store(tmp_path: Path, clock: Hands) -> AsyncIterator[EmbeddedStore]:
    opened = await EmbeddedStore.open(tmp_path / "data", clock=clock)
    yield opened
    await opened.close()


@pytest.fixture
async def index(store: EmbeddedStore, tmp_path: Path) -> AsyncIterator[EmbeddedIndex]:
    opened = await EmbeddedIndex.open(tmp_path / "data")
    yield opened
    await opened.close()


@pytest.fixture
def story(store: EmbeddedStore, clock: Hands, monkeypatch: pytest.MonkeyPatch) -> Story:
    monkeypatch.setattr("tools.rules.joining.judge", judge_by_cosine)
    return Story(store, clock)
