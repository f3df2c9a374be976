"""Far more than the server can take: it answers or refuses, stays small, loses nothing and recovers by itself."""

import asyncio
import time
from pathlib import Path

import httpx
import psutil
import pytest

from tests.integration.faults.evidence import flaws
from tests.integration.faults.server_load import Outcome, body, press, stored
from tests.support.servers.product import log_in, serving

CLIENTS = 100
MAX_GROWTH = 256 << 20


def settled(client: httpx.Client) -> None:
    """Wait until nothing waits for its late semantic match."""
    while True:
        page = client.get("/incidents", params={"limit": 200}).json()
        if not any("semantic" in each["pending"] for each in page["incidents"]):
            return
        time.sleep(0.5)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("reports", [200, pytest.param(2_000, marks=pytest.mark.long)])
def test_distinct_problems_far_beyond_capacity(served_data: Path, reports: int) -> None:
    outcome = Outcome()
    settings = {"RATE_LIMIT": "off", "ADVICE_WAIT_SECONDS": "0", "EMBED_QUEUE": "4"}
    with serving(served_data, **settings) as (address, process):
        memory = psutil.Process(process.pid).memory_info
        with log_in(address) as admin:
            before = memory().rss
            token = admin.headers["authorization"]
            asyncio.run(press(address, token, range(reports), outcome, distinct=reports, clients=CLIENTS))
            grown = memory().rss - before
            assert admin.get("/readyz").status_code == 200
            again = admin.post("/incident", json=body(reports, reports + 1))
            assert again.status_code == 200
            settled(admin)
    assert (outcome.rude, outcome.broken) == ([], set())
    assert len(outcome.acknowledged) > reports / 2
    assert outcome.acknowledged - stored(served_data) == set()
    assert grown < MAX_GROWTH
    assert flaws(served_data) == []


@pytest.mark.timeout(900)
def test_a_user_beyond_the_rate_limit_is_told_when_to_come_back(served_data: Path) -> None:
    outcome = Outcome()
    with serving(served_data, RATE_LIMIT="20/second") as (address, _), log_in(address) as admin:
        token = admin.headers["authorization"]
        asyncio.run(press(address, token, range(300), outcome, distinct=1, clients=CLIENTS))
        assert outcome.answers[429] > 0
        assert (outcome.rude, outcome.broken) == ([], set())
        time.sleep(1)
        assert admin.post("/incident", json=body(300, 1)).status_code == 200
    assert stored(served_data) == outcome.acknowledged | {300}
