"""Random lives of alerts: one live ticket, every activation counted once, nothing resolved that still fires."""

import asyncio
import shutil
import tempfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test

from tests.support.clock import START, ManualClock
from tests.support.recovery_machine import TEXTS, RecoveryMachine
from tests.support.servers.memory_bucket import MemoryBucket
from tests.support.servers.s3_objects import Objects
from tests.support.story import Story
from tools.nouns.incidents import IncidentQuery
from tools.ports import TicketStore
from tools.resilience import Guard
from tools.tickets.embedded import EmbeddedStore, verify
from tools.tickets.s3 import S3Store
from tools.tickets.s3.objects.keys import CLOCK_SKEW_SECONDS

Signal = tuple[str, str, int]
"""`fire` or `end`, the alert, and the number of its start."""

MEMORY = Path("/dev/shm")
IN_MEMORY = MEMORY if MEMORY.is_dir() else None
FEW = settings(
    max_examples=6, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
LIVES = {"embedded": 150, "bucket": 25}
"""As many as fit into two minutes each; a life of 50 steps in a bucket takes seconds."""


class Embedded(RecoveryMachine):
    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(dir=IN_MEMORY))
        super().__init__()

    async def open(self, clock: ManualClock) -> TicketStore:
        return await EmbeddedStore.open(self.folder, clock)

    async def flaws(self) -> list[str]:
        return verify(self.folder)

    def teardown(self) -> None:
        super().teardown()
        shutil.rmtree(self.folder)


class InABucket(RecoveryMachine):
    clock_skew = CLOCK_SKEW_SECONDS

    def __init__(self) -> None:
        self.objects: Objects | None = None
        super().__init__()

    async def open(self, clock: ManualClock) -> TicketStore:
        self.objects = self.objects or Objects(clock)
        return S3Store(MemoryBucket(self.objects), clock, Guard("memory"))

    async def flaws(self) -> list[str]:
        await self.story.store.reconcile(0.0, thorough=True)
        return list(await self.story.store.verify())


class EmbeddedEvents(Embedded):
    state_as_of_now = False


class EventsInABucket(InABucket):
    state_as_of_now = False


MACHINES = {
    Embedded: LIVES["embedded"],
    InABucket: LIVES["bucket"],
    EmbeddedEvents: LIVES["embedded"],
    EventsInABucket: LIVES["bucket"],
}
for machine in MACHINES:
    machine.TestCase.settings = FEW

TestEmbedded, TestInABucket = Embedded.TestCase, InABucket.TestCase
TestEmbeddedEvents, TestEventsInABucket = EmbeddedEvents.TestCase, EventsInABucket.TestCase


@pytest.mark.long
@pytest.mark.parametrize(("machine", "lives"), MACHINES.items())
def test_many_lives(machine: type[RecoveryMachine], lives: int) -> None:
    run_state_machine_as_test(machine, settings=settings(FEW, max_examples=lives, stateful_step_count=50))


SENT = st.lists(
    st.tuples(st.sampled_from(["fire", "end"]), st.sampled_from("ac"), st.integers(0, 2)), min_size=1, max_size=6
)


@pytest.mark.parametrize("place", ["embedded", "bucket"])
@settings(FEW, max_examples=8)
@given(sent=SENT, orders=st.lists(st.randoms(use_true_random=False), min_size=2, max_size=2))
def test_the_order_of_deliveries_changes_nothing(place: str, sent: list[Signal], orders: list[Random]) -> None:
    """Firings and ends that name their start, some of them twice, in any order."""
    ends = []
    for order in orders:
        deliveries = [*sent, *sent[::2]]
        order.shuffle(deliveries)
        ends.append(asyncio.run(_delivered(place, deliveries)))
    assert ends[0] == ends[1]


async def _delivered(place: str, deliveries: list[Signal]) -> list[tuple[object, ...]]:
    """What each ticket shows when everything has come."""
    clock = ManualClock()
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) as folder:
        store = await _opened(place, Path(folder), clock)
        story = Story(store, clock)
        for kind, alert, number in deliveries:
            start = START - 10_000 + 1000 * number
            if kind == "fire":
                await story.fire(TEXTS[alert], alert=alert, start=start, now=False)
            else:
                await story.end(alert, start=start, at=start + 5)
        page = await store.incidents("default", IncidentQuery(limit=100))
        shown = [(one.title, one.occurrences, one.activations, one.recovering_since is None) for one in page.items]
        await store.close()
    return sorted(shown, key=str)


async def _opened(place: str, folder: Path, clock: ManualClock) -> TicketStore:
    if place == "embedded":
        return await EmbeddedStore.open(folder, clock)
    return S3Store(MemoryBucket(Objects(clock)), clock, Guard("memory"))
