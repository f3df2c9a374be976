"""What a destination does that fails, hangs, is blocked or asks for a pause: nothing is lost, nobody else waits."""

import asyncio

import pytest

from api.worker import delivering
from api.worker.lane_health import CONCURRENCY, LONGEST_BREAK_SECONDS
from tests.support.deliveries import ticket_id
from tests.support.doubles.destinations import delivered, says
from tests.support.outgoing import Outgoing
from tools.nouns.deliveries import Delivery, DeliveryState, Outcome, OutcomeKind
from tools.nouns.notices import NoticeKind
from tools.nouns.severity import Severity

HOUR = 3600.0
OPENED, ACKNOWLEDGED, RESOLVED = NoticeKind.OPENED, NoticeKind.ACKNOWLEDGED, NoticeKind.RESOLVED


@pytest.fixture
def house() -> Outgoing:
    return Outgoing()


async def test_down_for_23_hours_then_caught_up_in_order() -> None:
    house = Outgoing("oncall", "hook")
    away, there = house.destinations["oncall"], house.destinations["hook"]
    away.answer = says(OutcomeKind.LATER, "status 503")
    start, number = house.clock(), 0
    while house.clock() < start + 23 * HOUR:
        number += 1
        for kind in (OPENED, ACKNOWLEDGED):
            await house.tell(number, kind, severity=Severity.CRITICAL)
        await house.sweep()
        assert len(there.heard) == 2 * number  # on time
        await house.sweep(HOUR)
    assert "dead" not in await house.states()
    away.answer = delivered
    await house.sweep(LONGEST_BREAK_SECONDS)
    assert await house.states() == {"delivered": 4 * number}
    told = [(each.message.incident_id, each.message.kind) for each in away.heard]
    assert len(told) == len(set(told)) == 2 * number
    for ticket in {ticket for ticket, _ in told}:
        assert [kind for each, kind in told if each == ticket] == [OPENED, ACKNOWLEDGED]


async def test_down_for_25_hours_is_dead_and_later_ones_go_on(house: Outgoing) -> None:
    place = house.destinations["oncall"]
    place.answer = says(OutcomeKind.LATER, "status 503")
    await house.tell(1)
    await house.tell(1, RESOLVED)
    for _ in range(25 * 6):
        await house.sweep(600)
    [dead] = await house.rows(DeliveryState.DEAD)
    assert (dead.message.kind, dead.last_error) == (OPENED, "status 503")
    place.answer = delivered
    await house.sweep(HOUR)
    assert place.kinds == ["resolved"]
    assert await house.now.toolbox.deliveries.dead() == 1
    await house.replay_dead()
    await house.sweep()
    assert place.kinds == ["resolved", "opened"]
    assert await house.now.toolbox.deliveries.dead() == 0


async def test_retry_after_is_kept_by_all_that_wait(house: Outgoing) -> None:
    place = house.destinations["oncall"]
    place.answer = says(OutcomeKind.LATER, "status 429", retry_after=120)
    await house.tell(1)
    await house.sweep()
    await house.tell(2)
    assert await house.sweep(119) == 0
    place.answer = delivered
    assert await house.sweep(2) == 2


async def test_a_broken_destination_is_left_alone_for_a_while(house: Outgoing) -> None:
    place = house.destinations["oncall"]
    place.answer = says(OutcomeKind.LATER)
    for number in range(50):
        await house.tell(number, severity=Severity.CRITICAL)
    tries = await house.sweep()
    assert tries < 10
    assert await house.sweep(4) == 0
    assert await house.sweep(2) == 1  # a probe
    place.answer = delivered
    await house.sweep(60)
    assert len(place.heard) == 50


async def test_a_blocked_destination_is_probed_once_a_minute(house: Outgoing) -> None:
    place = house.destinations["oncall"]
    place.answer = says(OutcomeKind.BLOCKED, "invalid_auth")
    for number in range(3):
        await house.tell(number)
    assert await house.sweep() <= CONCURRENCY
    lane = await house.now.toolbox.lanes.lane("oncall")
    assert (lane.blocked_since, lane.reason) == (house.clock(), "invalid_auth")
    assert await house.states() == {"blocked": 3}
    assert [await house.sweep(30) for _ in range(4)] == [0, 1, 0, 1]
    for _ in range(3):
        await house.sweep(12 * HOUR)
    assert await house.states() == {"blocked": 3}  # they wait however long it takes
    place.answer = delivered
    await house.sweep(60)
    assert await house.states() == {"delivered": 3}
    assert [each.message.incident_id for each in place.heard] == [ticket_id(number) for number in range(3)]
    assert (await house.now.toolbox.lanes.lane("oncall")).blocked_since is None


async def test_after_a_restart_a_blocked_one_is_probed_not_flooded(house: Outgoing) -> None:
    place = house.destinations["oncall"]
    place.answer = says(OutcomeKind.BLOCKED, "invalid_auth")
    for number in range(20):
        await house.tell(number)
    await house.sweep()
    house.now = house.process()
    assert await house.sweep(60) == 1


async def test_time_spent_blocked_does_not_count(house: Outgoing) -> None:
    place = house.destinations["oncall"]
    place.answer = says(OutcomeKind.LATER)
    await house.tell(1)
    await house.sweep()
    place.answer = says(OutcomeKind.BLOCKED)
    await house.tell(2)
    for _ in range(30):
        await house.sweep(HOUR)
    place.answer = lambda each: delivered(each) if each.message.incident_id == ticket_id(2) else (
        says(OutcomeKind.LATER)(each)
    )  # fmt: skip
    for _ in range(5):
        await house.sweep(HOUR)
    assert await house.states() == {"delivered": 1, "retrying": 1}


async def test_one_hanging_destination_delays_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    house = Outgoing("stuck", "oncall")
    house.destinations["stuck"].hangs = asyncio.Event()
    for number in range(30):
        await house.tell(number, severity=Severity.CRITICAL)
    sweeping = asyncio.create_task(house.sweep())
    for _ in range(3000):
        await asyncio.sleep(0)
    assert len(house.destinations["oncall"].heard) == 30
    assert house.destinations["stuck"].most_at_once == CONCURRENCY
    house.destinations["stuck"].hangs.set()
    await sweeping
    assert len(house.destinations["stuck"].heard) == 30


async def test_a_try_without_an_answer_ends(house: Outgoing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivering, "TRY_SECONDS", 0.01)
    house.destinations["oncall"].hangs = asyncio.Event()
    await house.tell(1)
    await house.sweep()
    [row] = await house.rows()
    assert (row.state, row.last_error) == (DeliveryState.RETRYING, "no answer within 0 seconds")


async def test_a_destination_that_raises_harms_nobody() -> None:
    house = Outgoing("broken", "oncall")

    def breaks(_: object) -> Outcome:
        raise ZeroDivisionError

    house.destinations["broken"].answer = breaks
    await house.tell(1)
    await house.sweep()
    assert await house.states() == {"delivered": 1, "retrying": 1}
    assert sorted(house.now.counted) == [("broken", "later"), ("oncall", "delivered")]


async def test_a_ticket_that_another_process_began_is_told_in_order(house: Outgoing) -> None:
    place, other, serving, told = house.destinations["oncall"], house.process(), house.now.engine, asyncio.Event()

    def answer(each: Delivery) -> Outcome:
        if each.message.kind is ACKNOWLEDGED:
            told.set()
        return delivered(each)

    place.answer = answer
    serving.start()
    try:
        await house.tell(2)
        await asyncio.wait_for(place.reached.wait(), 5)
        await other.notify(house.job(1))
        await house.tell(1, ACKNOWLEDGED)
        await asyncio.wait_for(told.wait(), 5)
    finally:
        await serving.stop()
    assert place.kinds == ["opened", "opened", "acknowledged"]
