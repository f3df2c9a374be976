"""A flood of unlike logs, end to end: the limit of a source, the cap of a tenant, and nothing that is lost."""

import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from httpx import AsyncClient, Response

from api.intake.new_problems import ALL_SOURCES
from tests.support.application import ADMIN, client_of, open_test_toolbox, running, settings_of
from tests.support.clock import ManualClock
from tools.nouns.incidents import IncidentQuery
from tools.toolbox import Toolbox

LIMIT = 2
FLOOD = 8
PLACES = (
    "amber birch cedar delta ember fjord grove harbor inlet jetty knoll ledge moor nook oak pier quay reef shoal tarn"
)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(time.time())


@pytest.fixture
async def toolbox(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Toolbox]:
    opened = await open_test_toolbox(
        settings_of(tmp_path, new_incident_limit=f"{LIMIT}/minute", rate_limit="1000/second")
    )
    yield replace(opened, clock=clock)
    await opened.close()


async def report(client: AsyncClient, source: str, number: int) -> Response:
    place = PLACES.split()[number]
    return await client.post("/incident", json={"log": f"{source} {place} stands", "service": place, "source": source})


def retry_after(refused: Response, status: int, whose: str) -> int:
    """When to come back, as a refusal says it: in its header, and in words that name the limit."""
    assert (refused.status_code, refused.headers["content-type"]) == (status, "application/problem+json")
    assert f"{whose} may open" in refused.json()["detail"]
    assert "NEW_INCIDENT_LIMIT" in refused.json()["detail"]
    return int(refused.headers["retry-after"])


async def test_a_flood_is_refused_aloud_and_taken_later(toolbox: Toolbox, clock: ManualClock) -> None:
    clock.pass_(61 - clock() % 60)
    async with running(toolbox) as app, client_of(app) as client:
        token = (await client.post("/login", json=ADMIN)).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        said = [await report(client, "cron", number) for number in range(FLOOD)]
        assert [each.status_code for each in said] == [200] * LIMIT + [429] * (FLOOD - LIMIT)
        assert {retry_after(each, 429, "'cron'") for each in said[LIMIT:]} <= {58, 59, 60}
        again = await report(client, "cron", 0)
        assert (again.status_code, again.json()["occurrences"]) == (200, 2)

        opened = LIMIT
        for source in (f"probe-{name}" for name in PLACES.split()[: ALL_SOURCES - 1]):
            opened += sum([(await report(client, source, number)).is_success for number in range(LIMIT)])
        assert opened == LIMIT * ALL_SOURCES
        retry_after(await report(client, "late", 0), 429, "one tenant")
        hook = await client.post("/webhooks/generic", json={"text": "queue stands still", "service": "queue"})
        retry_after(hook, 503, "one tenant")

        left = list(range(LIMIT, FLOOD))
        while left:
            clock.pass_(retry_after(await report(client, "cron", left[0]), 429, "") + 1)
            left = [number for number in left if not (await report(client, "cron", number)).is_success]
        page = await toolbox.store.incidents("default", IncidentQuery(limit=1))
        assert page.count == LIMIT * ALL_SOURCES + FLOOD - LIMIT
