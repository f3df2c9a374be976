"""The queue in this process keeps the contract of every queue."""

from collections.abc import AsyncIterator

import pytest

from tests.contract.queue import HeldTooLong, QueueContract
from tests.support.clock import ManualClock
from tools.nouns.redacted import stored
from tools.queue.memory import HAND_SECONDS, MOST_TRIES, MemoryQueue


class TestMemoryQueue(QueueContract):
    @pytest.fixture
    async def queue(self, clock: ManualClock) -> AsyncIterator[MemoryQueue]:
        opened = MemoryQueue(clock)
        yield opened
        await opened.close()

    @pytest.fixture
    def held_too_long(self, clock: ManualClock) -> HeldTooLong:
        async def wait() -> None:
            clock.pass_(HAND_SECONDS)

        return wait

    @pytest.fixture
    def tries(self) -> int:
        return MOST_TRIES

    async def test_no_group_holds_up_another(self, queue: MemoryQueue) -> None:
        for number in range(50):
            await queue.send(stored(f"loud {number}"), "loud")
        await queue.send(stored("quiet"), "quiet")
        assert "quiet" in [each.text for each in await queue.receive(0)]
