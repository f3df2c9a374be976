"""A heartbeat opens no ticket while it comes; after three of its intervals without it there is a CRITICAL one."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.intake.firings import Source
from api.intake.heartbeats import Heartbeats
from tests.support.application import SignedIn
from tests.support.clock import ManualClock
from tools.inbound.signal import Fired
from tools.nouns.callers import Caller, Scope
from tools.text.redaction.redact import redact
from tools.times import rfc3339
from tools.toolbox import Toolbox

WATCHDOG = Fired("Watchdog: an alert that always fires", "Watchdog", service="monitoring", dedup_key="fp-1")
CALLER = Caller("acme", "key:prometheus", frozenset([Scope.REPORT]), environment="prod")
LONG = 1e6


class Watched:
    """Heartbeats on a clock that only the test moves."""

    def __init__(self, toolbox: Toolbox, app: FastAPI) -> None:
        self.clock = ManualClock()
        self.heartbeats = Heartbeats(toolbox.intake_log, toolbox.store, app.state.services.intake, self.clock)

    async def beat(self, *, after: float = 0.0, alert: Fired = WATCHDOG, sender: str = "alertmanager") -> None:
        self.clock.pass_(after)
        await self.heartbeats.arrived(Source(CALLER, sender, True, self.clock()), alert, redact)

    async def look(self, *, after: float = 0.0, accepting_for: float = LONG) -> int:
        self.clock.pass_(after)
        return await self.heartbeats.look(accepting_for)


@pytest.fixture
def watched(toolbox: Toolbox, app: FastAPI) -> Watched:
    return Watched(toolbox, app)


@pytest.fixture
async def admin(signed_in: SignedIn) -> httpx.AsyncClient:
    return await signed_in("admin", "acme")


async def tickets(admin: httpx.AsyncClient) -> list[dict[str, Any]]:
    return list((await admin.get("/incidents")).json()["incidents"])


async def test_absence_is_a_critical_ticket_told_once(watched: Watched, admin: httpx.AsyncClient) -> None:
    for _ in range(3):
        await watched.beat(after=60)
    assert await watched.look(after=179) == 0
    assert await tickets(admin) == []
    assert [await watched.look(after=2), await watched.look(after=600)] == [1, 0]
    [ticket] = await tickets(admin)
    assert (ticket["severity"], ticket["service"], ticket["environment"]) == ("CRITICAL", "monitoring", "prod")
    assert "Watchdog" in ticket["title"]
    assert ticket["occurrences"] == 1
    assert ticket["first_seen"] == rfc3339(watched.clock() - 601)  # when it was due, not when somebody looked


async def test_its_return_ends_the_trouble_and_a_second_absence_counts(
    watched: Watched, admin: httpx.AsyncClient
) -> None:
    for _ in range(2):
        await watched.beat(after=60)
    await watched.look(after=200)
    await watched.beat(after=60)
    [ticket] = await tickets(admin)
    assert ticket["recovering_since"]
    assert ticket["activations"] == {"firing": 0, "ended": 1, "stale": 0}
    assert await watched.look(after=200) == 1
    [again] = await tickets(admin)
    assert (again["incident_id"], again["occurrences"]) == (ticket["incident_id"], 2)


async def test_time_in_which_none_could_come_does_not_count(watched: Watched, admin: httpx.AsyncClient) -> None:
    for _ in range(2):
        await watched.beat(after=60)
    assert await watched.look(after=10_000, accepting_for=179) == 0
    assert await watched.look(accepting_for=181) == 1


async def test_one_that_came_once_has_no_interval_yet(watched: Watched) -> None:
    await watched.beat()
    assert await watched.look(after=100_000) == 0


async def test_two_heartbeats_are_two(watched: Watched, admin: httpx.AsyncClient) -> None:
    other = Fired("DeadMansSwitch", "DeadMansSwitch", service="monitoring", dedup_key="fp-2")
    for alert in (WATCHDOG, other, WATCHDOG, other):
        await watched.beat(after=30, alert=alert)
    assert await watched.look(after=1000) == 2
    assert len(await tickets(admin)) == 2


async def test_a_missing_heartbeat_is_a_warning_in_the_log(watched: Watched, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(3):
        await watched.beat(after=60)
    assert await watched.look(after=1_000) == 1
    assert "the heartbeat Watchdog of alertmanager is missing" in caplog.text
