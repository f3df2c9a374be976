"""The worker makes up for what a run left undone, and gives a job back when it cannot."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import pytest

from api.intake.overload import MAX_CONCURRENT, Deferral, Pace
from api.worker import worker
from api.worker.advise import LAST_ATTEMPT
from api.worker.worker import Worker
from tests.support.doubles.house import House
from tests.support.doubles.ports import Index, report
from tests.support.knowledge import dossier
from tests.support.notices import notice
from tools.errors import NotFound, StoreUnavailable, Unavailable
from tools.nouns.incidents import Dossier, Incident, Status
from tools.nouns.jobs import Backlog, Job, JobKind
from tools.nouns.notices import Notice
from tools.nouns.reports import Candidates
from tools.nouns.severity import Severity
from tools.settings import Settings
from tools.text.identity.fingerprint import profile_of
from tools.toolbox import Toolbox


class Outbox:
    """Adds the worker's side of a store to the double."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.due: list[Job] = []
        self.done: list[str] = []
        self.again: list[tuple[str, float, str]] = []
        self.rematched: list[Candidates] = []
        self.told: list[Notice] = []
        self.owed = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.house.store, name)

    async def jobs(self, kinds: Any, limit: int, lease: float) -> list[Job]:
        due = [job for job in self.due if job.kind in kinds][:limit]
        self.due = [job for job in self.due if job not in due]
        return due

    async def finish(self, job_id: str, *, retry_at: float | None = None, error: str = "") -> None:
        if retry_at is None:
            self.done.append(job_id)
        else:
            self.again.append((job_id, retry_at, error))

    async def incident(self, tenant: str, incident_id: str) -> Incident:
        if incident_id == "inc_gone":
            raise NotFound("gone")
        dossier = self.house.store.dossiers.get(incident_id, Dossier())
        return Incident(
            incident_id, tenant, Status.OPEN, Severity.HIGH, "payments", "", None, "t", 0, 0, 1, 1, incident_id,
            dossier=dossier,
        )  # fmt: skip

    async def rematch(self, tenant: str, fingerprint: str, candidates: Candidates) -> str:
        self.rematched.append(candidates)
        return "none"

    async def backlog(self) -> dict[JobKind, Backlog]:
        return {JobKind.MATCH: Backlog(self.owed, 0.0)}

    async def notify(self, notice: Notice) -> None:
        self.told.append(notice)


class Shop:
    """A worker over one ticket that waits for its advice."""

    def __init__(self, **parts: Any) -> None:
        self.house = House()
        self.outbox = Outbox(self.house)
        ports: Any = dict.fromkeys(Toolbox.__dataclass_fields__)
        ports |= {"settings": Settings(), "clock": lambda: 1_000.0, "background": self.house.embedder}
        ports |= {"store": self.outbox, "notifier": self.outbox}
        self.pace, self.deferral = Pace(), Deferral(0)
        toolbox = Toolbox(**ports | {"index": Index()} | parts)
        self.worker = Worker(toolbox, self.house.agents, self.pace, self.deferral)

    async def begin(self) -> None:
        one = report(request_id="req_1")
        await self.house.store.record(one, profile_of(one), None)

    def job(self, kind: str, **changes: Any) -> Job:
        told = notice() if kind == JobKind.NOTIFY else None
        return replace(Job("7", JobKind(kind), "default", "inc_0", "req_1", "f", 2, told), **changes)

    async def do(self, *jobs: Job) -> int:
        self.outbox.due += jobs
        return await self.worker.sweep()


@pytest.fixture
async def shop() -> Shop:
    made = Shop()
    await made.begin()
    return made


async def test_a_run_that_died_is_finished(shop: Shop) -> None:
    assert await shop.do(shop.job("advise")) == 1
    assert shop.outbox.done == ["7"]
    assert shop.house.store.dossiers["inc_0"].advice
    assert len(shop.house.advisor.asked) == 1


async def test_advice_that_is_there_is_not_written_again(shop: Shop) -> None:
    shop.house.store.dossiers["inc_0"] = dossier("Done.")
    await shop.do(shop.job("advise"))
    assert shop.outbox.done == ["7"]
    assert shop.house.advisor.asked == []


async def test_the_third_attempt_does_without_the_model(shop: Shop) -> None:
    await shop.do(shop.job("advise", attempts=LAST_ATTEMPT))
    assert shop.house.advisor.asked == []
    assert len(shop.house.keyless.asked) == 1


async def test_a_search_that_is_down_is_tried_again_later(shop: Shop) -> None:
    shop.house.library.fail = Unavailable("down")
    await shop.do(shop.job("advise"))
    [(job_id, at, error)] = shop.outbox.again
    assert (job_id, at > 1_000.0) == ("7", True)
    assert "down" in error


async def test_in_the_end_a_ticket_has_an_abstention(shop: Shop) -> None:
    shop.house.library.fail = Unavailable("down")
    await shop.do(shop.job("advise", attempts=LAST_ATTEMPT))
    advice = shop.house.store.dossiers["inc_0"].advice
    assert advice is not None
    assert advice.abstained
    assert shop.outbox.done == ["7"]


async def test_a_job_about_something_that_is_gone_is_dropped(shop: Shop) -> None:
    await shop.do(shop.job("advise", incident_id="inc_gone"))
    assert shop.outbox.done == ["7"]


async def test_one_bad_job_does_not_stop_the_others(shop: Shop) -> None:
    await shop.do(shop.job("notify", job_id="8", notice=None), shop.job("advise"))
    assert shop.outbox.done == ["7"]
    assert [job_id for job_id, *_ in shop.outbox.again] == ["8"]


async def test_a_job_whose_end_was_not_stored_is_done_again(shop: Shop) -> None:
    finish = shop.outbox.finish

    async def fails(job_id: str, **how: Any) -> None:
        if job_id == "7":
            raise StoreUnavailable("down")
        await asyncio.sleep(0.01)
        await finish(job_id, **how)

    shop.outbox.finish = fails  # type: ignore[method-assign]
    assert await shop.do(shop.job("advise"), shop.job("advise", job_id="8")) == 2
    assert shop.outbox.done == ["8"]


async def test_while_matches_are_owed_advice_goes_on_one_at_a_time(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "COUNT_EVERY_SECONDS", 0.0)
    shop.outbox.owed = shop.deferral.owed = 1
    assert await shop.do(*(shop.job("advise", job_id=str(number)) for number in range(3))) == 1
    shop.outbox.owed = 0
    assert [await shop.do(), await shop.do()] == [2, 0]


async def test_a_match_needs_no_place_among_what_waits_for_a_model(shop: Shop) -> None:
    async with AsyncExitStack() as places:
        for _ in range(MAX_CONCURRENT):
            await places.enter_async_context(shop.pace.slot())
        await asyncio.wait_for(shop.do(shop.job("match", fingerprint=profile_of(report()).fingerprint)), 5)
    assert shop.outbox.done == ["7"]


async def test_a_deferred_match_is_made_with_the_masked_text(shop: Shop) -> None:
    await shop.do(shop.job("match", fingerprint=profile_of(report()).fingerprint))
    assert shop.house.embedder.texts == [profile_of(report()).template]
    assert [candidates.upto for candidates in shop.outbox.rematched] == [7]


async def test_people_are_told_with_a_stable_id(shop: Shop) -> None:
    await shop.do(shop.job("notify"))
    await shop.do(shop.job("notify"))
    assert shop.outbox.told == [notice(), notice()]


class Repairs:
    """A store that has something to repair."""

    def __init__(self) -> None:
        self.looked = asyncio.Event()

    async def reconcile(self) -> dict[str, int]:
        self.looked.set()
        return {"merges": 1, "moves": 2}


async def test_a_store_that_needs_it_is_reconciled_in_the_background() -> None:
    repairs = Repairs()
    shop = Shop(reconciler=repairs)
    shop.worker.start()
    await asyncio.wait_for(repairs.looked.wait(), 5)
    await shop.worker.stop()


async def test_one_pass_of_repairs_can_be_asked_for(shop: Shop) -> None:
    assert await Shop(reconciler=Repairs()).worker.reconcile() == 3
    assert await shop.worker.reconcile() == 0


async def test_a_store_that_fails_does_not_end_the_worker(shop: Shop) -> None:
    calls: list[int] = []
    again = asyncio.Event()

    async def jobs(*_: Any) -> Any:
        calls.append(1)
        if len(calls) == 1:
            raise StoreUnavailable("down")
        again.set()
        return []

    shop.outbox.jobs = jobs  # type: ignore[method-assign]
    shop.worker.start()
    await asyncio.wait_for(again.wait(), 5)
    await shop.worker.stop()


async def test_people_are_told_before_anything_is_matched() -> None:
    shop, order = Shop(), []
    await shop.begin()

    async def told(_notice: Notice) -> None:
        order.append("notify")

    async def matched(*_: Any) -> str:
        order.append("match")
        return "none"

    shop.outbox.notify, shop.outbox.rematch = told, matched  # type: ignore[method-assign]
    match = shop.job("match", fingerprint=profile_of(report()).fingerprint)
    assert await shop.do(match, shop.job("notify"), match) == 3
    assert order == ["notify", "match", "match"]
