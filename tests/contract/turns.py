"""Of several processes one does what is done once in a while, on every store."""

import asyncio

from tests.support.clock import ManualClock

DAY = 86_400.0


class TurnContract:
    async def test_one_of_several_takes_the_turn_of_a_day(self, store, clock: ManualClock):
        taken = await asyncio.gather(*(store.turns.take("retention", clock(), DAY) for _ in range(5)))
        assert sorted(taken) == [False] * 4 + [True]
        assert not await store.turns.take("retention", clock() + DAY - 1, DAY)
        assert await store.turns.take("other", clock(), DAY)
        assert await store.turns.take("retention", clock() + DAY, DAY)

    async def test_a_turn_that_is_given_back_is_free(self, store, clock: ManualClock):
        assert await store.turns.take("retention", clock(), DAY)
        await store.turns.release("retention")
        await store.turns.release("retention")
        assert await store.turns.take("retention", clock(), DAY)

    async def test_a_turn_of_the_future_holds_nobody_up(self, store, clock: ManualClock):
        assert await store.turns.take("retention", clock() + 30 * DAY, DAY)
        assert await store.turns.take("retention", clock(), DAY)
