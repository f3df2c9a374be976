"""Whether a destination works is stored at its first failure, for every process, and again once it answers."""

import asyncio

import pytest

from api.worker.lane_lease import LaneLease
from tests.support.clock import ManualClock
from tests.support.doubles.destinations import delivered, says
from tests.support.outgoing import Outgoing
from tests.support.servers.memory_bucket import MemoryBucket
from tools.nouns.deliveries import Lane, OutcomeKind
from tools.tickets.shared.lanes import LaneRecords


@pytest.fixture
def house() -> Outgoing:
    return Outgoing()


async def lane(house: Outgoing) -> Lane:
    return await house.now.toolbox.lanes.lane("oncall")


@pytest.mark.parametrize("kind", [OutcomeKind.LATER, OutcomeKind.REFUSED])
async def test_the_first_failure_shows_until_one_succeeds(house: Outgoing, kind: OutcomeKind) -> None:
    place = house.destinations["oncall"]
    await house.tell(1)
    await house.sweep()
    assert (await lane(house)).state == "ok"
    place.answer = says(kind, "status 503")
    began = house.clock() + 1
    for number in (2, 3):
        await house.tell(number)
        await house.sweep(1)
        found = await lane(house)
        assert (found.state, found.failing_since, found.reason) == ("failing", began, "status 503")
    house.now = house.process()  # the next process does not know what failed before it came
    place.answer = delivered
    await house.tell(4)
    await house.sweep(600)
    found = await lane(house)
    assert (found.state, found.failing_since, found.reason) == ("ok", None, "")


async def test_blocked_says_more_than_failing(house: Outgoing) -> None:
    place = house.destinations["oncall"]
    await house.tell(1)
    for kind, state in (
        (OutcomeKind.LATER, "failing"),
        (OutcomeKind.BLOCKED, "blocked"),
        (OutcomeKind.LATER, "blocked"),
    ):
        place.answer = says(kind)
        await house.sweep(60)
        assert (await lane(house)).state == state
    place.answer = delivered
    await house.sweep(600)
    assert (await lane(house)).state == "ok"


async def test_what_is_found_during_a_renewal_is_stored() -> None:
    clock, lanes = ManualClock(), LaneRecords(MemoryBucket(), 2.0)
    lease = LaneLease("oncall", "a", lanes, clock)
    assert await lease.take()
    clock.pass_(8)
    renewed, _ = await asyncio.gather(lease.take(), lease.block("invalid_auth"))
    assert (renewed, lease.found_blocked, (await lanes.lane("oncall")).state) == (True, True, "blocked")


async def test_of_two_changes_at_once_both_are_stored() -> None:
    clock, lanes = ManualClock(), LaneRecords(MemoryBucket(), 2.0)
    lease = LaneLease("oncall", "a", lanes, clock)
    assert await lease.take()
    await lease.failed("status 503")
    await asyncio.gather(lease.succeeded(), lease.failed("status 502"), lease.succeeded())
    assert (await lanes.lane("oncall")).state == "ok"
