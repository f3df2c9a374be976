"""The server's clock jumps an hour either way: order comes from the store's sequence, so verdicts stay right."""

import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integration.faults.traffic import TENANT, send
from tests.support.clock import ManualClock
from tools.errors import Conflict
from tools.nouns.decisions import Verdict
from tools.nouns.events import Comment
from tools.nouns.incidents import IncidentQuery, Resolution, Status
from tools.nouns.jobs import JobKind
from tools.nouns.recorded import Recorded
from tools.tickets.embedded import EmbeddedStore

HOUR = 3600.0
NOW = 1_700_000_000.0


class Service:
    """One store and its clock; every report is received by that clock."""

    def __init__(self, store: EmbeddedStore, clock: ManualClock) -> None:
        self.store = store
        self.clock = clock
        self.sent = 0

    async def report(self, problem: int, *, occurred_at: float | None = None) -> Recorded:
        self.sent += 1
        return await send(self.store, f"req_{self.sent}", problem, at=self.clock.now, occurred_at=occurred_at)

    async def resolve(self, incident_id: str) -> None:
        await self.store.resolve(TENANT, incident_id, Resolution("restarted", "ann"), "ann")


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    clock = ManualClock(NOW)
    store = await EmbeddedStore.open(tmp_path, clock)
    yield Service(store, clock)
    await store.close()


@pytest.mark.parametrize("before", [-HOUR, 0.0, HOUR])
@pytest.mark.parametrize("after", [-HOUR, 0.0, HOUR])
async def test_a_report_after_a_resolve_regresses_on_any_clock(service: Service, before: float, after: float) -> None:
    first = await service.report(1)
    service.clock.now = NOW + before
    await service.resolve(first.incident_id)
    service.clock.now = NOW + after
    again, follower = await service.report(1), await service.report(1)
    assert (again.verdict, again.regression_of) == (Verdict.REGRESSION, first.incident_id)
    assert (follower.verdict, follower.incident_id) == (Verdict.EXISTING, again.incident_id)


@pytest.mark.parametrize("events", [50, pytest.param(500, marks=pytest.mark.long)])
async def test_reports_from_before_the_resolve_are_no_regression(service: Service, events: int) -> None:
    rng = random.Random(19)
    first = await service.report(1, occurred_at=NOW)
    service.clock.now = NOW - HOUR
    await service.resolve(first.incident_id)
    for _ in range(events):
        service.clock.now = NOW + rng.choice([-HOUR, 0.0, HOUR])
        delayed = await service.report(1, occurred_at=NOW - rng.uniform(0, HOUR))
        assert (delayed.verdict, delayed.incident_id) == (Verdict.EXISTING, first.incident_id)
        assert delayed.decision.late


async def test_lists_and_timelines_keep_the_order_of_arrival(service: Service) -> None:
    opened = []
    for problem, step in enumerate([0.0, HOUR, -HOUR, 0.0, -2 * HOUR]):
        service.clock.now = NOW + step
        opened.append((await service.report(problem)).incident_id)
        await service.store.comment(TENANT, opened[0], f"note {problem}", "ann")
    page = await service.store.incidents(TENANT, IncidentQuery())
    assert [each.incident_id for each in page.items] == opened[::-1]
    timeline = (await service.store.incident(TENANT, opened[0])).timeline
    assert [each.data.text for each in timeline if isinstance(each.data, Comment)] == [f"note {n}" for n in range(5)]


async def test_one_problem_stays_one_ticket_while_the_clock_jumps(service: Service) -> None:
    rng = random.Random(1)
    answers = []
    for _ in range(200):
        service.clock.now = NOW + rng.uniform(-HOUR, HOUR)
        answers.append(await service.report(1))
    ticket = await service.store.incident(TENANT, answers[0].incident_id)
    assert {each.incident_id for each in answers} == {ticket.incident_id}
    assert (ticket.status, ticket.occurrences) == (Status.OPEN, 200)


async def test_work_leased_before_a_step_back_is_handed_out_again(service: Service) -> None:
    await service.report(1)
    service.clock.now = NOW + HOUR
    assert len(await service.store.jobs([JobKind.ADVISE], 10, lease=60)) == 1
    assert await service.store.jobs([JobKind.ADVISE], 10, lease=60) == []
    service.clock.now = NOW
    assert len(await service.store.jobs([JobKind.ADVISE], 10, lease=60)) == 1


async def test_a_key_taken_before_a_clock_step_is_not_locked_for_long(service: Service) -> None:
    service.clock.now = NOW + HOUR
    assert await service.store.begin(TENANT, "/incident", "key", "digest") is None
    with pytest.raises(Conflict):
        await service.store.begin(TENANT, "/incident", "key", "digest")
    service.clock.now = NOW
    assert await service.store.begin(TENANT, "/incident", "key", "digest") is None


async def test_a_client_that_lives_in_the_future_is_clamped(service: Service) -> None:
    first = await service.report(1, occurred_at=NOW + HOUR)
    assert first.decision.clamped
    await service.resolve(first.incident_id)
    service.clock.now = NOW + 10
    assert (await service.report(1, occurred_at=NOW + 5)).verdict is Verdict.REGRESSION
