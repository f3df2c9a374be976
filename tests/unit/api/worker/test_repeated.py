"""What is repeated goes on after a failure, and ends when it is told to."""

import asyncio
import logging

import pytest

from api.worker.repeated import Repeated
from tools.errors import StoreUnavailable


class Work:
    """Fails in its first passes, each time in another way."""

    def __init__(self) -> None:
        self.passes = 0
        self.enough = asyncio.Event()

    async def __call__(self) -> None:
        self.passes += 1
        if self.passes == 1:
            raise StoreUnavailable("the disk is full")
        if self.passes == 2:
            raise KeyError("odd")
        self.enough.set()


async def test_a_failure_is_told_and_the_next_pass_comes(caplog: pytest.LogCaptureFixture) -> None:
    work = Work()
    repeated = Repeated("looking for things", work, 0.0)
    with caplog.at_level(logging.WARNING, "api.worker.repeated"):
        repeated.start()
        await asyncio.wait_for(work.enough.wait(), 5)
        await repeated.stop()
    said = [record.getMessage() for record in caplog.records]
    assert said == ["looking for things: tried again later: the disk is full", "looking for things failed"]


async def test_nothing_is_done_after_the_end() -> None:
    work = Work()
    repeated = Repeated("looking for things", work, 0.0)
    repeated.start()
    await asyncio.wait_for(work.enough.wait(), 5)
    await repeated.stop()
    done = work.passes
    await asyncio.sleep(0.01)
    assert work.passes == done
    await Repeated("never begun", work, 0.0).stop()
