"""A ticket whose first report is not stored is told, matched and advised on all the same, by what the store keeps."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from api.worker.worker import Worker
from tests.support.clock import ManualClock
from tests.support.doubles.agents import DoubledAgents
from tests.support.doubles.everyone import Everyone
from tests.support.doubles.ports import Index
from tests.support.servers.memory_bucket import Crash, CrashingBucket, MemoryBucket
from tests.support.servers.s3_objects import Objects
from tests.support.story import Story, near
from tools.errors import NotFound
from tools.nouns.incidents import Incident, IncidentQuery, Status
from tools.nouns.notices import Notice, NoticeKind
from tools.nouns.recorded import Recorded
from tools.nouns.reports import Candidate
from tools.resilience import Guard
from tools.settings import Settings
from tools.telemetry.tracing import UNTRACED
from tools.text.identity.fingerprint import profile_of
from tools.tickets.embedded import EmbeddedStore
from tools.tickets.s3 import S3Store
from tools.toolbox import Toolbox

LEASE_IS_OVER = 61.0
MAX_CALLS = 60
Store = EmbeddedStore | S3Store


class Heard:
    """Remembers which incidents people heard of as new, and what the runbooks were asked about."""

    def __init__(self, agents: DoubledAgents) -> None:
        self.new: list[str] = []
        self.asked = agents.library.questions

    async def notify(self, notice: Notice) -> None:
        if notice.kind is NoticeKind.OPENED:
            self.new.append(notice.incident_id)


@pytest.fixture(params=["embedded", "s3"])
async def story(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Story]:
    clock = ManualClock()
    store: Store = S3Store(MemoryBucket(Objects(clock)), clock, Guard("memory"))
    if request.param == "embedded":
        store = await EmbeddedStore.open(tmp_path / "data", clock=clock)
    yield Story(store, clock)
    await store.close()


async def worked(store: Any, clock: ManualClock, *near: Candidate) -> Heard:
    """Let a worker do everything that is due; `near` is what its searches find."""
    agents = DoubledAgents()
    told = Heard(agents)
    ports: Any = dict.fromkeys(Toolbox.__dataclass_fields__) | {"tracing": UNTRACED}
    ports |= {"settings": Settings(), "clock": clock, "background": agents.embedder, "store": store, "notifier": told}
    ports |= {"directory": Everyone(), "silences": store.silences, "watches": store.watches}
    worker = Worker(Toolbox(**ports | {"index": Index(*near)}), agents.agents)
    while await worker.sweep():
        pass
    return told


def advised(incident: Incident) -> bool:
    advice = incident.dossier.advice
    return advice is not None and not advice.abstained and not {"advice", "runbooks"} & set(incident.pending)


async def test_when_the_report_was_pruned_the_title_is_advised_on(story: Story) -> None:
    ticket = await story.report("disk full\non /dev/sda")
    await story.resolve(ticket.incident_id)
    store: Any = story.store
    await store.prune(story.clock.pass_(LEASE_IS_OVER))
    with pytest.raises(NotFound):
        await store.report(story.tenant, ticket.request_id)
    told = await worked(store, story.clock)
    assert [(each.log, each.service) for each in told.asked] == [("disk full", "api")]
    assert advised(await story.see(ticket.incident_id))


async def test_a_stored_report_is_advised_on(story: Story) -> None:
    ticket = await story.report("disk full\non /dev/sda")
    story.clock.pass_(LEASE_IS_OVER)
    told = await worked(story.store, story.clock)
    assert [each.log for each in told.asked] == ["disk full\non /dev/sda"]
    assert advised(await story.see(ticket.incident_id))


async def hasty(story: Story) -> Recorded:
    """Recorded on its fingerprint alone."""
    report, profile = story.written()
    return await story.store.record(report, profile, None)


async def test_a_problem_without_its_first_report_is_still_matched() -> None:
    one, other = "disk sda1 is full on the archive host", "disk sda1 is now full on the archive host"
    unstored = 0
    for at in range(1, MAX_CALLS):
        clock = ManualClock()
        objects = Objects(clock)
        store = S3Store(MemoryBucket(objects), clock, Guard("memory"))
        story = Story(store, clock)
        first, _ = story.written(one)
        await store.record(first, profile_of(first), near())
        second, _ = story.written(other)
        dying = S3Store(CrashingBucket(objects, at, after=True), clock, Guard("memory"))
        running = asyncio.ensure_future(dying.record(second, profile_of(second), None))
        await asyncio.wait({running})
        clock.pass_(300)
        await store.reconcile(thorough=True)
        found = (await store.incidents("default", IncidentQuery())).items
        unstored += len(found) == 2 and not found[0].occurrences
        await worked(store, clock, Candidate(profile_of(first).fingerprint, 0.99))
        live = (await store.incidents("default", IncidentQuery(status=Status.OPEN))).items
        assert len(live) == 1
        if not isinstance(running.exception(), Crash):
            break
    assert running.result()
    assert unstored


@pytest.mark.parametrize("send", [Story.report, hasty])
async def test_an_opening_that_died_anywhere_is_finished(send: Any) -> None:
    """On S3 the head is there before the first occurrence is: every ticket people see is told, matched and advised."""
    without_a_report = 0
    for at in range(1, MAX_CALLS):
        clock = ManualClock()
        objects = Objects(clock)
        bucket = CrashingBucket(objects, at, after=True)
        running = asyncio.ensure_future(send(Story(S3Store(bucket, clock, Guard("memory")), clock)))
        await asyncio.wait({running})
        died = isinstance(running.exception(), Crash)
        store = S3Store(MemoryBucket(objects), clock, Guard("memory"))
        clock.pass_(300)
        await store.reconcile(thorough=True)
        clock.pass_(LEASE_IS_OVER)
        told = await worked(store, clock)
        for listed in (await store.incidents("default", IncidentQuery())).items:
            seen = await store.incident("default", listed.incident_id)
            assert (seen.pending, told.new) == ((), [seen.incident_id])
            assert advised(seen)
            without_a_report += not seen.occurrences
        if not died:
            break
    assert running.result()
    assert without_a_report
