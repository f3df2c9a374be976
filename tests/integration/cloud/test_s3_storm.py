"""Two processes on one bucket, with conflicts, slow-downs and lost answers: one ticket, nothing lost or doubled."""

import asyncio
import json
import os
import subprocess
import sys
import time
import uuid
from typing import Any

import httpx
import pytest

from tests.support.servers.process import ROOT
from tests.support.servers.s3_store import credentials, s3_store
from tools.nouns.incidents import IncidentQuery, Status
from tools.nouns.jobs import JobKind

FAULTS = {"conflict": 0.07, "precondition": 0.03, "unavailable": 0.03, "timeout_after_commit": 0.02, "seed": 7}


def run_workers(address: str, prefix: str, story: str, count: int, workers: int) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "tests.integration.cloud.s3_worker", address, prefix]
    processes = [
        subprocess.Popen(
            [*command, name, story, str(count), str(workers)], stdout=subprocess.PIPE, cwd=ROOT, env=dict(os.environ)
        )
        for name in ("one", "two")
    ]
    outputs = [process.communicate()[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    return [each for output in outputs for each in json.loads(output)]


def run_faulty(address: str, prefix: str, count: int) -> list[dict[str, Any]]:
    httpx.put(f"{address}/_double/faults", json=FAULTS)
    acked = run_workers(address, prefix, "identical", count, 8)
    httpx.put(f"{address}/_double/faults", json={})
    return acked


async def storm(address: str, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    credentials(monkeypatch)
    prefix = uuid.uuid4().hex
    acked = await asyncio.to_thread(run_faulty, address, prefix, count)
    async with s3_store(address, time.time, prefix) as store:
        page = await store.incidents("default", IncidentQuery())
        assert page.count == 1
        assert page.items[0].occurrences == len(acked) == 2 * count
        assert {each["incident_id"] for each in acked} == {page.items[0].incident_id}


@pytest.fixture
def patch(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    return monkeypatch


async def test_identical_reports_are_one_ticket(address: str, patch: pytest.MonkeyPatch) -> None:
    await storm(address, 60, patch)


@pytest.mark.long
async def test_a_thousand_identical_reports_are_one_ticket(address: str, patch: pytest.MonkeyPatch) -> None:
    await storm(address, 500, patch)


@pytest.mark.long
async def test_near_identical_pairs_become_one_visible_ticket_each(address: str, patch: pytest.MonkeyPatch) -> None:
    credentials(patch)
    prefix = uuid.uuid4().hex
    await asyncio.to_thread(run_workers, address, prefix, "pairs", 300, 8)
    async with s3_store(address, time.time, prefix) as store:
        visible = await store.incidents("default", IncidentQuery(status=Status.OPEN, limit=500))
        total = sum(each.occurrences for each in visible.items)
        notified = await store.jobs([JobKind.NOTIFY], 1000, 60)
    assert total == 600
    assert visible.count == 300
    assert len([job for job in notified if job.notice.kind == "opened"]) == 300
