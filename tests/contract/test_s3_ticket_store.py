"""The S3 store keeps the contract of every ticket store."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.contract.story import Hands, Story, judge_by_cosine
from tests.contract.ticket_store_matching import MatchingContract
from tests.contract.ticket_store_people import PeopleContract
from tests.contract.ticket_store_recording import RecordingContract
from tests.contract.ticket_store_work import WorkContract
from tests.servers.s3_store import credentials, s3_double, s3_store
from tools.tickets.s3 import S3Store


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with s3_double() as base:
        yield base


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
async def store(address: str, clock: Hands, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[S3Store]:
    credentials(monkeypatch)
    async with s3_store(address, clock) as opened:
        yield opened


@pytest.fixture
def story(store: S3Store, clock: Hands, monkeypatch: pytest.MonkeyPatch) -> Story:
    monkeypatch.setattr("tools.rules.joining.judge", judge_by_cosine)
    return Story(store, clock)


class TestRecording(RecordingContract):
    pass


class TestPeople(PeopleContract):
    pass


class TestMatching(MatchingContract):
    pass


class TestWork(WorkContract):
    async def test_a_process_whose_clock_is_behind_takes_no_job_that_another_has(self, story: Story):
        await story.report()
        assert len(await story.jobs("notify")) == 1
        story.clock.pass_(-5)
        assert await story.jobs("notify") == []
