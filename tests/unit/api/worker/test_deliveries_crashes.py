"""A process that dies at any step of a delivery: nothing is lost or out of order, and a repeat says that it is one."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from tests.support.deliveries import ticket_id
from tests.support.doubles.destinations import delivered, says
from tests.support.outgoing import Outgoing, Process
from tests.support.servers.memory_bucket import Crash, CrashingBucket
from tools.nouns.deliveries import DeliveryState, OutcomeKind
from tools.nouns.jobs import Job
from tools.nouns.notices import NoticeKind

MOST_CALLS = 400
LEASES_ARE_OVER = 60.0
OPENED, ACKNOWLEDGED, RESOLVED = NoticeKind.OPENED, NoticeKind.ACKNOWLEDGED, NoticeKind.RESOLVED
Steps = Callable[[Outgoing, Process, list[Job]], Awaitable[None]]


async def plain(house: Outgoing, process: Process, jobs: list[Job]) -> None:
    for job in jobs:
        await process.notify(job)
    await process.engine.sweep()


async def silenced_for_a_while(house: Outgoing, process: Process, jobs: list[Job]) -> None:
    silences = await process.toolbox.silences.unchecked()
    await plain(house, process, jobs)
    house.clock.now = max(house.clock.now, silences[0].ends_at + 30 if silences else 0)
    await process.engine.end_silences()
    await process.engine.sweep()


async def dies_at(at: int, *, after: bool, house: Outgoing, jobs: list[Job], steps: Steps) -> bool:
    """Let a process do the steps until its store's n-th call; False if it lives to the end."""
    bucket = CrashingBucket(house.objects, at, after=after)
    running = asyncio.ensure_future(steps(house, house.process(bucket), jobs))
    await asyncio.wait({running})
    if running.exception() is not None and not isinstance(running.exception(), Crash):
        raise running.exception() or AssertionError
    return bucket.died


async def lived_through(house: Outgoing, jobs: list[Job], steps: Steps) -> None:
    for _ in range(4):
        house.clock.pass_(LEASES_ARE_OVER)
        house.now = house.process()
        await steps(house, house.now, jobs)


def told_first(house: Outgoing, ticket: str) -> list[str]:
    """Which kinds were heard of a ticket, in the order of their first time."""
    heard = [each for each in house.destinations["oncall"].heard if each.message.incident_id == ticket]
    return list(dict.fromkeys(each.message.kind.value for each in heard))


@pytest.mark.parametrize("after", [False, True])
async def test_at_every_step_of_a_delivery(after: bool) -> None:
    repeats = 0
    for at in range(1, MOST_CALLS):
        house = Outgoing()
        jobs = [house.job(number, kind) for kind in (OPENED, ACKNOWLEDGED, RESOLVED) for number in (1, 2)]
        died = await dies_at(at, after=after, house=house, jobs=jobs, steps=plain)
        await lived_through(house, jobs, plain)
        for number in (1, 2):
            assert told_first(house, ticket_id(number)) == ["opened", "acknowledged", "resolved"], at
        assert await house.states() == {"delivered": 6}, at
        tried = [delivery for delivery, _ in house.destinations["oncall"].tried]
        twice = [
            each for number, each in enumerate(tried) if each.delivery_id in [o.delivery_id for o in tried[:number]]
        ]
        assert all(each.tries for each in twice), at
        repeats += len(twice)
        assert not await house.now.toolbox.deliveries.waiting("oncall")
        if not died:
            break
    else:
        raise AssertionError("it never lived to the end")
    assert repeats  # some of those deaths came between the call and the note that it was made


@pytest.mark.parametrize("after", [False, True])
async def test_at_every_step_of_a_silence(after: bool) -> None:
    for at in range(1, MOST_CALLS):
        house = Outgoing()
        await house.silence(600)
        jobs = [house.job(1), house.job(1, ACKNOWLEDGED), house.job(2)]
        died = await dies_at(at, after=after, house=house, jobs=jobs, steps=silenced_for_a_while)
        await lived_through(house, jobs, silenced_for_a_while)
        heard = [each.message.incident_id for each in house.destinations["oncall"].heard]
        assert set(heard) == {ticket_id(1), ticket_id(2)}, at
        states = await house.states()
        assert (states.get("pending", 0), states.get("retrying", 0)) == (0, 0), at
        if not died:
            break
    else:
        raise AssertionError("it never lived to the end")


async def too_many(house: Outgoing, process: Process, jobs: list[Job]) -> None:
    await plain(house, process, jobs)
    house.clock.pass_(61)
    await process.engine.sweep()


async def test_at_every_step_of_a_digest() -> None:
    for at in range(100, 100 + 5 * MOST_CALLS, 5):
        house = Outgoing()
        jobs = [house.job(number) for number in range(24)]
        died = await dies_at(at, after=bool(at % 2), house=house, jobs=jobs, steps=too_many)
        await lived_through(house, jobs, too_many)
        said = " ".join(
            f"{each.message.incident_id} {each.message.summary}" for each in house.destinations["oncall"].heard
        )
        assert [number for number in range(24) if ticket_id(number) not in said] == [], at
        assert set(await house.states()) <= {"delivered", "silenced"}, at
        if not died:
            break
    else:
        raise AssertionError("it never lived to the end")


async def replayed(house: Outgoing, process: Process, jobs: list[Job]) -> None:
    for row in (await process.toolbox.deliveries.page("default", DeliveryState.DEAD, 10, None)).items:
        kept = await process.toolbox.deliveries.find("default", row.delivery_id)
        await process.toolbox.deliveries.save(kept, replace(kept.row, state=DeliveryState.PENDING))


async def test_a_replay_that_died_is_finished() -> None:
    for at in range(1, 60):
        house = Outgoing()
        house.destinations["oncall"].answer = says(OutcomeKind.REFUSED)
        await house.tell(1)
        await house.sweep()
        house.destinations["oncall"].answer = delivered
        died = await dies_at(at, after=True, house=house, jobs=[], steps=replayed)
        house.now = house.process()
        waits = (await house.rows())[0].state.waiting
        await house.now.engine.keep_house()
        await house.sweep(LEASES_ARE_OVER)
        assert len(house.destinations["oncall"].heard) == waits, at
        if not died:
            assert waits
            break
