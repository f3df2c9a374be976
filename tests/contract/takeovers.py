"""What every store holds two processes to that tell the same destination."""

import asyncio
from dataclasses import replace

from api.worker.delivering import TRY_LEASE_SECONDS
from tests.support.clock import ManualClock
from tests.support.outgoing import Outgoing
from tools.nouns.deliveries import DeliveryState


class TakeoverContract:
    """Two processes over one store, and one place that hangs until it may answer."""

    async def test_what_a_dead_process_was_telling_waits_for_its_lease(self, store, clock: ManualClock):
        house, dying = await under_way(store, clock)
        dying.cancel()
        await asyncio.gather(dying, return_exceptions=True)
        place, house.now = house.destinations["oncall"], house.process()
        place.hangs = None
        await lane_is_free(store)
        assert await house.sweep(TRY_LEASE_SECONDS - 1) == 0
        [held] = await house.rows()
        assert (held.state, held.tries, place.heard) == (DeliveryState.RETRYING, 1, [])
        assert await house.sweep(2) == 1
        assert [each.tries for each in place.heard] == [1]
        assert await house.states() == {"delivered": 1}

    async def test_two_processes_never_tell_the_same_at_once(self, store, clock: ManualClock):
        house, telling = await under_way(store, clock)
        place, other = house.destinations["oncall"], house.process()
        assert await other.engine.sweep() == 0  # the lane is not its own
        await lane_is_free(store)
        assert await other.engine.sweep() == 0  # nor is the delivery
        place.hangs.set()
        assert await telling == 1
        assert await other.engine.sweep() == 0
        assert len(place.tried) == len(place.heard) == 1
        assert await house.states() == {"delivered": 1}

    async def test_of_two_that_try_in_the_same_moment_one_does(self, store, clock: ManualClock):
        house = Outgoing(store=store, clock=clock)
        await house.tell(1)
        [queued] = await store.deliveries.waiting("oncall")
        both = [await store.deliveries.queued(queued) for _ in range(2)]
        begun = [replace(kept.row, state=DeliveryState.RETRYING, tries=1, leased_by=name)
                 for kept, name in zip(both, "ab", strict=True)]  # fmt: skip
        saved = await asyncio.gather(*map(store.deliveries.save, both, begun))
        assert sum(each is not None for each in saved) == 1


async def under_way(store, clock: ManualClock) -> tuple[Outgoing, asyncio.Task[int]]:
    """A process that is telling the one thing that there is to tell, and has no answer yet."""
    house = Outgoing(store=store, clock=clock)
    house.destinations["oncall"].hangs = asyncio.Event()
    await house.tell(1)
    telling = asyncio.create_task(house.now.engine.sweep())
    async with asyncio.timeout(20):
        await house.destinations["oncall"].reached.wait()
    return house, telling


async def lane_is_free(store) -> None:
    """As if its holder's time were over."""
    await store.lanes.release("oncall", (await store.lanes.lane("oncall")).holder)
