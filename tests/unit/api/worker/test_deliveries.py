"""Every notice reaches every destination: in order, once each where nothing crashes, whatever one of them does."""

import asyncio

import pytest

from tests.support.deliveries import ticket_id
from tests.support.doubles.destinations import delivered, says
from tests.support.doubles.tracer import KeptSpans, tracing_to
from tests.support.outgoing import Outgoing
from tools.nouns.deliveries import DeliveryState, Hold, OutcomeKind
from tools.nouns.notices import NoticeKind
from tools.nouns.severity import Severity

HOUR = 3600.0
OPENED, ACKNOWLEDGED, RESOLVED = NoticeKind.OPENED, NoticeKind.ACKNOWLEDGED, NoticeKind.RESOLVED


@pytest.fixture
def house() -> Outgoing:
    return Outgoing()


async def test_each_destination_hears_of_it_once() -> None:
    house = Outgoing("oncall", "hook")
    await house.tell(1)
    assert await house.sweep() == 2
    assert await house.sweep(HOUR) == 0
    for place in house.destinations.values():
        [(delivery, thread)] = place.tried
        assert (delivery.message.incident_id, delivery.tries, thread.external_id) == (ticket_id(1), 0, "")
        assert delivery.notice is not None
    assert await house.states() == {"delivered": 2}
    assert {row.external_id for row in await house.rows()} == {f"of {ticket_id(1)}"}


async def test_a_job_that_comes_again_tells_nothing_twice(house: Outgoing) -> None:
    job = house.job(1)
    for _ in range(3):
        await house.now.notify(job)
        await house.sweep()
    assert len(house.destinations["oncall"].heard) == 1


async def test_kinds_that_a_destination_has_no_use_for_are_left_out() -> None:
    house = Outgoing()
    house.destinations["oncall"].but_not = {NoticeKind.GROWN}
    await house.tell(1, NoticeKind.GROWN)
    assert await house.rows() == ()


async def test_later_messages_find_the_first_one(house: Outgoing) -> None:
    for kind in (OPENED, ACKNOWLEDGED, RESOLVED):
        await house.tell(1, kind)
        await house.sweep()
    house.now = house.process()
    await house.tell(1, NoticeKind.REOPENED)
    await house.sweep(60)
    threads = [thread.external_id for _, thread in house.destinations["oncall"].tried]
    assert threads == ["", *[f"of {ticket_id(1)}"] * 3]


async def test_a_ticket_is_told_in_order_while_others_go_on(house: Outgoing) -> None:
    place = house.destinations["oncall"]
    place.answer = lambda each: (
        says(OutcomeKind.LATER)(each) if each.message.incident_id == ticket_id(1) else delivered(each)
    )
    for kind in (OPENED, ACKNOWLEDGED, RESOLVED):
        await house.tell(1, kind)
        await house.tell(2, kind)
        await house.sweep()
    assert place.kinds == ["opened", "acknowledged", "resolved"]
    assert {each.message.incident_id for each in place.heard} == {ticket_id(2)}
    place.answer = delivered
    await house.sweep(HOUR)
    assert [each.message.kind for each in place.heard[3:]] == [OPENED, ACKNOWLEDGED, RESOLVED]


async def test_tries_are_counted_and_the_id_stays(house: Outgoing) -> None:
    place = house.destinations["oncall"]
    place.answer = says(OutcomeKind.LATER, "status 503")
    await house.tell(1)
    await house.sweep()
    [row] = await house.rows()
    assert (row.state, row.tries, row.last_error) == (DeliveryState.RETRYING, 1, "status 503")
    assert row.next_at > house.clock()
    assert await house.sweep() == 0
    place.answer = delivered
    await house.sweep(3)
    assert [each.tries for each, _ in place.tried] == [0, 1]
    assert len({each.delivery_id for each, _ in place.tried}) == 1


async def test_what_is_refused_is_dead_at_once_and_stops_nothing(house: Outgoing) -> None:
    place = house.destinations["oncall"]
    place.answer = lambda each: says(OutcomeKind.REFUSED, "too long")(each) if each.message.kind is OPENED else (
        delivered(each)
    )  # fmt: skip
    await house.tell(1)
    await house.tell(1, RESOLVED)
    await house.sweep()
    assert place.kinds == ["resolved"]
    [dead] = await house.rows(DeliveryState.DEAD)
    assert (dead.message.kind, dead.last_error) == (OPENED, "too long")


async def test_two_processes_never_tell_the_same_thing_twice(house: Outgoing) -> None:
    other = house.process()
    for number in range(12):
        await house.tell(number, severity=Severity.CRITICAL)
    await asyncio.gather(house.now.engine.sweep(), other.engine.sweep())
    await other.engine.sweep()
    assert len(house.destinations["oncall"].tried) == 12


async def test_another_process_takes_over_after_a_lease(house: Outgoing) -> None:
    await house.sweep()
    house.now = house.process()
    await house.tell(1)
    assert await house.sweep(5) == 0
    assert await house.sweep(20) == 1


async def test_nothing_is_told_while_all_is_held(house: Outgoing) -> None:
    lanes = house.now.toolbox.lanes
    await lanes.hold(Hold(house.clock(), "restored from a backup"))
    await house.tell(1)
    assert await house.sweep(HOUR) == 0
    assert await house.states() == {"pending": 1}
    await lanes.end_hold()
    assert await house.sweep() == 1


async def test_a_hold_is_seen_by_whoever_serves_already(house: Outgoing) -> None:
    await house.sweep()
    await house.now.toolbox.lanes.hold(Hold(house.clock(), "restored from a backup"))
    await house.tell(1)
    assert await house.sweep(10) == 0


async def test_in_shadow_mode_everything_is_kept_and_nothing_told() -> None:
    house = Outgoing(notify=False)
    await house.tell(1)
    assert await house.sweep(HOUR) == 0
    [row] = await house.rows(DeliveryState.SILENCED)
    assert (row.silenced_by, row.message.incident_id) == ("off", ticket_id(1))
    assert house.destinations["oncall"].tried == []


async def test_a_clock_that_is_set_back_holds_nothing_up(house: Outgoing) -> None:
    place = house.destinations["oncall"]
    place.answer = says(OutcomeKind.LATER)
    await house.tell(1)
    await house.sweep()
    place.answer = delivered
    house.now = house.process()
    await house.sweep(-5 * HOUR)
    assert await house.sweep(60) == 1


async def test_untried_ones_are_replaced_by_what_says_more(house: Outgoing) -> None:
    place = house.destinations["oncall"]
    place.answer = says(OutcomeKind.BLOCKED)
    await house.tell(1)
    await house.sweep()
    for occurrences in (10, 100, 1000):
        await house.tell(1, NoticeKind.GROWN, occurrences=occurrences)
    await house.tell(1, RESOLVED)
    place.answer = delivered
    await house.sweep(60)
    assert [(each.message.kind, each.message.occurrences) for each in place.heard] == [
        (OPENED, 1), (NoticeKind.GROWN, 1000), (RESOLVED, 1)
    ]  # fmt: skip
    replaced = await house.rows(DeliveryState.SILENCED)
    assert {row.replaced_by for row in replaced} == {place.heard[1].delivery_id}


async def test_each_try_is_a_trace_that_tells_no_text(house: Outgoing) -> None:
    kept = KeptSpans()
    house.tracing, house.destinations["oncall"].answer = tracing_to(kept), says(OutcomeKind.LATER, "status 503")
    house.now = house.process()
    await house.tell(1)
    await house.sweep()
    house.destinations["oncall"].answer = delivered
    await house.sweep(HOUR)
    assert [(each.path, each.failed, each.ended) for each in kept.spans] == [
        ("deliver opened", "later", True),
        ("deliver opened", "", True),
    ]
    [row] = await house.rows()
    about = ("incident_responder.destination", "incident_responder.delivery_id", "incident_responder.incident_id")
    for tries, each in enumerate(kept.spans, 1):
        assert each.attributes == dict(zip(about, ("oncall", row.delivery_id, ticket_id(1)), strict=True)) | {
            "incident_responder.tries": tries
        }
