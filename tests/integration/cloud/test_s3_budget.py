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
from tools.nouns.recorded import Recorded
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


async def test_a_duplicate_without_a_key_costs_at_most_six(store: S3Store, control: httpx.AsyncClient) -> None:
    await send(store)
    assert await cost(control, send(store)) <= 6


async def test_a_duplicate_with_a_key_costs_at_most_eight(store: S3Store, control: httpx.AsyncClient) -> None:
    await send(store)
    assert await cost(control, send(store, "req_a_clients_key")) <= 8


async def test_a_storm_costs_a_tenth_of_a_request_per_duplicate(store: S3Store, control: httpx.AsyncClient) -> None:
    await send(store)
    await control.put("faults", json={"latency": 0.02})
    spent = await cost(control, asyncio.gather(*(send(store) for _ in range(600))))
    await control.put("faults", json={})
    assert spent <= 60
    assert (await send(store)).occurrences == 602
