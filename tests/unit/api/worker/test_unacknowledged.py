"""A ticket that nobody acknowledges in time is told of once, on both stores, over restarts and retries."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from api.worker.notify import Notify
from api.worker.unacknowledged import Unacknowledged
from tests.support.clock import ManualClock
from tests.support.doubles.destinations import ToldDestination
from tests.support.routing import ONCALL, PAGER, SECRETS
from tests.support.servers.memory_bucket import MemoryBucket
from tests.support.servers.s3_objects import Objects
from tests.support.story import HIGH, LOW, Story
from tools.messages.telling import message_of
from tools.nouns.deliveries import DeliveryRow
from tools.nouns.redacted import stored
from tools.ports import Store
from tools.resilience import Guard
from tools.routing.directory import RoutedDirectory
from tools.settings import Settings
from tools.telemetry.tracing import UNTRACED
from tools.tickets.embedded import EmbeddedStore
from tools.tickets.s3 import S3Store
from tools.toolbox import Toolbox

FILE = (
    ONCALL
    + PAGER
    + """
[[route]]
match.severity = ">=HIGH"
to = ["oncall"]
unacknowledged_after = "10m"
escalate_to = ["pager"]
continue = true
[[route]]
to = ["oncall"]
"""
)


class House:
    """A store with a worker's two halves over it: what is told, and what nobody acknowledged."""

    def __init__(self, store: Store, clock: ManualClock, file: Path) -> None:
        self.store, self.clock, self.file = store, clock, file
        self.story = Story(store, clock)

    def process(self) -> tuple[Notify, Unacknowledged]:
        """As it is after a start: nothing is remembered."""
        settings = Settings(_env_file=None, destinations_file=self.file)
        ports = dict.fromkeys(Toolbox.__dataclass_fields__) | {"tracing": UNTRACED}
        directory = RoutedDirectory(settings, lambda: SECRETS, lambda spec: ToldDestination(spec.name))
        ports |= {"settings": settings, "clock": self.clock, "store": self.store, "directory": directory}
        ports |= {"deliveries": self.store.deliveries, "watches": self.store.watches}

        async def render(notice):
            return await message_of(notice, self.store, None)

        notify = Notify(Toolbox(**ports), render, lambda *_: None)
        return notify, Unacknowledged(self.store.watches, self.store, self.clock, notify)

    async def work(self, seconds: float = 0.0, *, again: bool = False) -> None:
        """So much time passes; then everything that is due is done, by a process that has just begun."""
        self.clock.pass_(seconds)
        notify, unacknowledged = self.process()
        for job in await self.story.jobs("notify"):
            await notify(job)
            if again:  # it died before it could say that it was done
                await self.process()[0](job)
            await self.store.finish(job.job_id)
        await unacknowledged.look()

    async def told(self) -> list[DeliveryRow]:
        """What the pager hears of tickets that nobody acknowledged."""
        rows = (await self.store.deliveries.page("default", None, 100, None)).items
        return [row for row in rows if row.message.kind == "unacknowledged"]


@pytest.fixture(params=["embedded", "s3"])
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    clock = ManualClock()
    store: Store = S3Store(MemoryBucket(Objects(clock)), clock, Guard("memory"))
    if request.param == "embedded":
        store = await EmbeddedStore.open(tmp_path / "data", clock=clock)
    (tmp_path / "d.toml").write_text(FILE, "utf-8")
    yield House(store, clock, tmp_path / "d.toml")
    await store.close()


async def test_it_is_told_once_after_its_time(house: House) -> None:
    ticket = await house.story.report(severity=HIGH)
    await house.work()
    await house.work(598)
    assert await house.told() == []
    await house.work(2)
    [row] = await house.told()
    assert (row.destination, row.message.incident_id) == ("pager", ticket.incident_id)
    assert "It has been open for 10 minutes" in row.message.summary
    for _ in range(3):
        await house.work(3600)
    assert await house.told() == [row]


async def test_jobs_and_looks_that_come_again_tell_nothing_twice(house: House) -> None:
    await house.story.report(severity=HIGH)
    await house.work(again=True)
    [watch] = await house.store.watches.due(house.clock() + 601, 10)
    await house.work(601)
    await house.store.watches.begin(watch)  # the process died before it could end it
    await house.work(1)
    assert len(await house.told()) == 1


@pytest.mark.parametrize("act", ["acknowledge", "resolve", "merge"])
async def test_whoever_comes_ends_the_wait(house: House, act: str) -> None:
    ticket = await house.story.report(severity=HIGH)
    other = await house.story.report("another problem altogether", severity=LOW)
    await house.work()
    if act == "acknowledge":
        await house.store.acknowledge("default", ticket.incident_id, "user:ann")
    elif act == "resolve":
        await house.story.resolve(ticket.incident_id)
    else:
        await house.store.acknowledge("default", other.incident_id, "user:ann")
        await house.story.merge(ticket.incident_id, other.incident_id)
    await house.work(601)
    await house.work(601)
    assert await house.told() == []


async def test_a_reopened_ticket_is_waited_for_anew(house: House) -> None:
    ticket = await house.story.report(severity=HIGH)
    await house.work()
    await house.story.resolve(ticket.incident_id)
    house.clock.pass_(300)
    await house.store.reopen("default", ticket.incident_id, stored("still broken"), "user:ann")
    await house.work()
    await house.work(400)
    assert await house.told() == []
    await house.work(201)
    assert len(await house.told()) == 1


async def test_a_ticket_that_gets_worse_is_waited_for_from_then_on(house: House) -> None:
    await house.story.report(severity=LOW)
    await house.work(500)
    await house.story.report(severity=HIGH)
    await house.work()
    await house.work(590)
    assert await house.told() == []
    await house.work(20)
    assert len(await house.told()) == 1


async def test_a_ticket_that_is_gone_is_no_longer_waited_for(house: House) -> None:
    await house.story.report(severity=HIGH)
    await house.work()
    [watch] = await house.store.watches.due(house.clock() + 601, 10)
    await house.store.watches.end(watch)
    gone = type(watch)("default", "inc_gone", "inc_gone:1", "1", watch.since, watch.after, watch.to)
    await house.store.watches.begin(gone)
    await house.work(601)
    assert await house.told() == []
    assert list(await house.store.watches.due(house.clock(), 10)) == []
