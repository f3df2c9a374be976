"""Messages become verdicts; what cannot become one now comes again, and nothing else is held up by it."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from api.intake.intake import Intake
from api.worker.queued import Consumer, QueuedIntake, consuming
from graph.builder import make_agents
from tests.support.clock import ManualClock
from tests.support.observed import Observed
from tools.errors import InvalidRequest, StoreUnavailable
from tools.nouns.callers import EVERYTHING, Caller
from tools.nouns.incidents import IncidentQuery
from tools.nouns.queued import QueuedReport
from tools.nouns.queued_json import queued_to_text
from tools.nouns.redacted import Redacted, stored
from tools.queue.memory import MemoryQueue
from tools.toolbox import Toolbox

ANN = Caller("default", "ann", EVERYTHING)
TWO_ALERTS = """[FIRING:2] DiskFull
Labels:
 - alertname = DiskFull
 - instance = db-1
Labels:
 - alertname = DiskFull
 - instance = db-2
"""


@pytest.fixture
async def intake(toolbox: Toolbox) -> AsyncIterator[Intake]:
    opened = Intake.open(toolbox, make_agents(toolbox))
    yield opened
    await opened.drain()


@pytest.fixture
def queue() -> MemoryQueue:
    return MemoryQueue(ManualClock())


def message(intake: Intake, log: str, service: str = "storage") -> Redacted:
    return queued_to_text(QueuedReport(intake.reception.report(ANN, Observed(log, service))))


async def count(toolbox: Toolbox) -> list[int]:
    page = await toolbox.store.incidents("default", IncidentQuery())
    return sorted(each.occurrences for each in page.items)


async def test_a_broken_message_fails_alone(intake: Intake, toolbox: Toolbox) -> None:
    texts = [message(intake, "disk full"), "{", message(intake, "disk full"), message(intake, "no route to host")]
    outcomes = await QueuedIntake(intake).take(texts)
    assert [type(each) for each in outcomes] == [type(None), InvalidRequest, type(None), type(None)]
    assert await count(toolbox) == [1, 2]


async def test_messages_that_come_again_change_nothing(intake: Intake, toolbox: Toolbox) -> None:
    texts = [message(intake, "disk full"), message(intake, "no route to host"), message(intake, TWO_ALERTS)]
    assert await QueuedIntake(intake).take(texts) == [None] * 3
    before = await count(toolbox)
    assert await QueuedIntake(intake).take([*texts, *texts]) == [None] * 6
    assert await count(toolbox) == before


async def test_nothing_is_asked_for_no_message(intake: Intake) -> None:
    assert await QueuedIntake(intake).take([]) == []


async def test_an_outage_fails_all_and_loses_none(intake: Intake, toolbox: Toolbox, monkeypatch) -> None:
    texts = [message(intake, "disk full"), message(intake, "no route to host")]
    with monkeypatch.context() as outage:
        for name in ("record", "record_many", "peek"):
            outage.setattr(type(toolbox.store), name, _unavailable)
        outcomes = await QueuedIntake(intake).take(texts)
    assert all(isinstance(each, StoreUnavailable) for each in outcomes)
    assert await QueuedIntake(intake).take(texts) == [None, None]
    assert await count(toolbox) == [1, 1]


async def test_the_consumer_ends_with_nothing_in_hand(intake: Intake, toolbox: Toolbox, queue: MemoryQueue) -> None:
    for number in range(30):
        await queue.send(message(intake, f"disk full on host-{number % 3}"), "default")
    await consuming(queue, intake)()
    state = await queue.state()
    assert (state.waiting, state.in_hand, state.dead) == (0, 0, 0)
    assert sum(await count(toolbox)) == 30


async def test_poison_is_put_back_and_the_rest_is_done(intake: Intake, toolbox: Toolbox, queue: MemoryQueue) -> None:
    await queue.send(stored("poison"), "default")
    await queue.send(message(intake, "disk full"), "default")
    await consuming(queue, intake)()
    state = await queue.state()
    assert (state.waiting, state.in_hand) == (0, 1)
    assert await count(toolbox) == [1]


async def test_in_an_outage_the_queue_is_left_alone(intake: Intake, queue: MemoryQueue, monkeypatch) -> None:
    """Every look would use up a try of a message that nothing is wrong with."""
    asked: list[float] = []
    receive = queue.receive

    async def counted(wait: float):
        asked.append(wait)
        return await receive(wait)

    monkeypatch.setattr(queue, "receive", counted)
    monkeypatch.setattr(intake, "answers", _unavailable)
    for number in range(20):
        await queue.send(message(intake, f"disk full {number}"), "default")
    consumer = Consumer(queue, QueuedIntake(intake))
    running = asyncio.create_task(consumer.run(1))
    await asyncio.sleep(0.3)
    consumer.stop()
    await running
    assert len(asked) == 1
    assert (await queue.state()).waiting == 10


async def test_a_surprise_ends_no_consumer(intake: Intake, queue: MemoryQueue, monkeypatch, caplog) -> None:
    async def surprise(*args: object) -> None:
        raise KeyError("a fault of ours")

    monkeypatch.setattr(intake, "answers", surprise)
    await queue.send(message(intake, "disk full"), "default")
    consumer = Consumer(queue, QueuedIntake(intake))
    running = asyncio.create_task(consumer.run(1))
    await asyncio.sleep(0.2)
    assert not running.done()
    consumer.stop()
    await running
    assert "a fault of ours" in caplog.text
    assert (await queue.state()).in_hand == 1


async def _unavailable(*args: object, **kwargs: object) -> None:
    raise StoreUnavailable("the disk is full")
