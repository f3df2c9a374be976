"""Long work gives way to other requests, and short work does not."""

import asyncio

from api.http.turns import TURN_SECONDS, Turns


class Clock:
    """Goes on by a step with each look."""

    def __init__(self, step: float) -> None:
        self.now, self.step = 0.0, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


async def others_served(step: float) -> int:
    served = 0

    async def other() -> None:
        nonlocal served
        while True:
            served += 1
            await asyncio.sleep(0)

    task, turns = asyncio.create_task(other()), Turns(Clock(step))
    for _ in range(100):
        await turns.next()
    task.cancel()
    return served


async def test_others_are_served_between_long_turns() -> None:
    assert await others_served(TURN_SECONDS) >= 49


async def test_short_turns_follow_each_other() -> None:
    assert await others_served(TURN_SECONDS / 100) <= 2
