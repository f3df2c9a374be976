"""What a duplicate costs in S3 requests, counted by the double."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from ulid import ULID

from tests.support.servers.s3_store import credentials, s3_store
from tests.support.story import near
from tools.nouns.activations import ActivationOf
from tools.nouns.recorded import Recorded
from tools.nouns.redacted import stored
from tools.nouns.reports import Profile, Report
from tools.tickets.s3 import S3Store

TEXT = "disk full on /dev/sda"


@pytest.fixture
async def store(address: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[S3Store]:
    credentials(monkeypatch)
    async with s3_store(address, time.time) as opened:
        yield opened


async def send(store: S3Store, request_id: str = "") -> Recorded:
    report = Report(request_id or f"req_{ULID()}", "default", "api", TEXT, received_at=time.time())
    return await store.record(report, Profile("f" * 32, 1, TEXT, TEXT), near())


async def cost(control: httpx.AsyncClient, work: Any) -> int:
    await control.delete("counts")
    await work
    counts = (await control.get("counts")).json()["methods"]
    return sum(counts.values())


async def test_a_duplicate_without_a_key_costs_at_most_three(store: S3Store, control: httpx.AsyncClient) -> None:
    """The swap, the head if it was not read a moment ago, and in a new minute a note of it."""
    await send(store)
    assert await cost(control, send(store)) <= 3


async def test_a_duplicate_with_a_key_costs_at_most_three(store: S3Store, control: httpx.AsyncClient) -> None:
    await send(store)
    await send(store)
    assert await cost(control, send(store, "req_a_clients_key")) <= 3


async def fire(store: S3Store, start: float) -> Recorded:
    said = ActivationOf("alertmanager", "a" * 32, stored("a"), starts_at=start, state_as_of_now=True)
    report = Report(f"req_{ULID()}", "default", "api", TEXT, received_at=time.time(), activation=said)
    return await store.record(report, Profile("f" * 32, 1, TEXT, TEXT), near())


async def test_a_reminder_of_a_storm_costs_next_to_nothing(store: S3Store, control: httpx.AsyncClient) -> None:
    """One alert that many deliveries repeat at once: each is a reminder, and one swap of the head counts many."""
    start = time.time() - 60
    await control.put("faults", json={"latency": 0.02})
    told = list[Recorded]()

    async def storm() -> None:
        told.extend(await asyncio.gather(*(fire(store, start) for _ in range(401))))

    spent = await cost(control, storm())
    await control.put("faults", json={})
    assert spent <= 60
    assert sum(each.reminder for each in told) == 400
    assert len({each.request_id for each in told}) == 401
    seen = await store.incident("default", told[0].incident_id)
    assert (seen.occurrences, seen.reminders) == (1, 400)


async def test_a_new_start_among_repeats_is_counted(store: S3Store) -> None:
    start = time.time() - 60
    told = await asyncio.gather(*(fire(store, start + number // 20) for number in range(60)))
    assert sum(not each.reminder for each in told) == 3
    seen = await store.incident("default", told[0].incident_id)
    assert (seen.occurrences, seen.reminders) == (3, 57)


async def test_a_storm_costs_a_tenth_of_a_request_per_duplicate(store: S3Store, control: httpx.AsyncClient) -> None:
    await send(store)
    await control.put("faults", json={"latency": 0.02})
    spent = await cost(control, asyncio.gather(*(send(store) for _ in range(600))))
    await control.put("faults", json={})
    assert spent <= 60
    assert (await send(store)).occurrences == 602
