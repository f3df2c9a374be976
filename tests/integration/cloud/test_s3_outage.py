"""S3 away: no acknowledgement, few calls, and back to work by itself."""

import asyncio
import time
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.support.clock import ManualClock
from tests.support.servers.s3_store import credentials, s3_store
from tests.support.story import Story
from tools.errors import StoreUnavailable
from tools.nouns.decisions import Verdict
from tools.resilience import guard as guarding
from tools.tickets.s3 import S3Store


@pytest.fixture
async def store(address: str, clock: ManualClock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[S3Store]:
    credentials(monkeypatch)
    monkeypatch.setattr(guarding, "OPEN_SECONDS", 0.2)
    async with s3_store(address, clock) as opened:
        yield opened


async def test_an_outage_costs_few_calls_and_ends_by_itself(
    store: S3Store, clock: ManualClock, control: httpx.AsyncClient
) -> None:
    story = Story(store, clock)
    first = await story.report()
    await control.put("faults", json={"unavailable": 1.0})
    await control.delete("counts")
    for _ in range(50):
        with pytest.raises(StoreUnavailable):
            await story.report()
    with pytest.raises(StoreUnavailable):
        await store.ready()
    calls = sum((await control.get("counts")).json()["methods"].values())
    assert calls <= 1.1 * 51
    assert store.guard.state == "opened"
    await control.put("faults", json={})
    deadline = time.monotonic() + 10
    while store.guard.state != "closed" and time.monotonic() < deadline:
        await asyncio.sleep(0.1)
        try:
            await store.ready()
        except StoreUnavailable:
            continue
    again = await story.report()
    assert (again.verdict, again.incident_id, again.occurrences) == (Verdict.EXISTING, first.incident_id, 2)


async def test_lost_answers_are_found_out(store: S3Store, clock: ManualClock, control: httpx.AsyncClient) -> None:
    story = Story(store, clock)
    await control.put("faults", json={"timeout_after_commit": 0.3, "seed": 3})
    answers = [await story.report() for _ in range(20)]
    await control.put("faults", json={})
    assert [answer.verdict for answer in answers] == [Verdict.NEW] + [Verdict.EXISTING] * 19
    assert (await story.see(answers[0].incident_id)).occurrences == 20
