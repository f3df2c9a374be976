"""What every store keeps of lanes: who serves a destination, whether it works, and whether everything is held."""

from dataclasses import replace

from tests.support.clock import START, ManualClock
from tools.nouns.deliveries import Hold


class LaneContract:
    async def test_one_at_a_time_serves_a_destination(self, store, clock: ManualClock):
        assert await store.lanes.take("oncall", "a", clock(), 20)
        assert await store.lanes.take("oncall", "b", clock(), 20) is None
        assert await store.lanes.take("hook", "b", clock(), 20)
        assert await store.lanes.take("oncall", "a", clock.pass_(10), 20)
        clock.pass_(15)
        assert await store.lanes.take("oncall", "b", clock(), 20) is None
        clock.pass_(400)
        assert (await store.lanes.take("oncall", "b", clock(), 20)).holder == "b"

    async def test_a_released_lane_is_free_at_once(self, store, clock: ManualClock):
        await store.lanes.take("oncall", "a", clock(), 20)
        await store.lanes.release("oncall", "b")
        assert await store.lanes.take("oncall", "b", clock(), 20) is None
        await store.lanes.release("oncall", "a")
        assert await store.lanes.take("oncall", "b", clock(), 20)

    async def test_what_a_holder_found_outlives_it(self, store, clock: ManualClock):
        lane = await store.lanes.take("oncall", "a", clock(), 20)
        assert await store.lanes.change("oncall", replace(lane, blocked_since=5.0, reason="invalid_auth"))
        await store.lanes.release("oncall", "a")
        next_one = await store.lanes.take("oncall", "b", clock(), 20)
        assert (next_one.blocked_since, next_one.reason) == (5.0, "invalid_auth")
        assert not await store.lanes.change("oncall", replace(lane, blocked_since=None))
        assert (await store.lanes.lane("oncall")).blocked_since == 5.0

    async def test_what_fails_is_told_to_every_process(self, store, clock: ManualClock):
        lane = await store.lanes.take("oncall", "a", clock(), 20)
        failing = replace(lane, failing_since=clock(), reason="status 503")
        assert await store.lanes.change("oncall", failing)
        assert await store.lanes.lane("oncall") == failing
        assert await store.lanes.change("oncall", lane)
        assert await store.lanes.lane("oncall") == lane

    async def test_a_hold_is_kept_until_it_is_ended(self, store):
        assert await store.lanes.held() is None
        assert not await store.lanes.end_hold()
        await store.lanes.hold(Hold(START, "restored from a backup"))
        assert await store.lanes.held() == Hold(START, "restored from a backup")
        assert await store.lanes.end_hold()
        assert await store.lanes.held() is None
