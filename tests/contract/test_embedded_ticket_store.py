"""The embedded store keeps the contract of every ticket store."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contract.story import Hands, Story, judge_by_cosine
from tests.contract.ticket_store_matching import MatchingContract
from tests.contract.ticket_store_people import PeopleContract
from tests.contract.ticket_store_recording import RecordingContract
from tests.contract.ticket_store_work import WorkContract
from tools.tickets.embedded import EmbeddedStore


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
async def store(tmp_path: Path, clock: Hands) -> AsyncIterator[EmbeddedStore]:
    opened = await EmbeddedStore.open(tmp_path / "data", clock=clock)
    yield opened
    await opened.close()


@pytest.fixture
def story(store: EmbeddedStore, clock: Hands, monkeypatch: pytest.MonkeyPatch) -> Story:
    monkeypatch.setattr("tools.rules.joining.judge", judge_by_cosine)
    return Story(store, clock)


class TestRecording(RecordingContract):
    pass


class TestPeople(PeopleContract):
    pass


class TestMatching(MatchingContract):
    pass


class TestWork(WorkContract):
    pass
