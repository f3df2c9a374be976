"""What people are told costs the database one command for a notice and two for a delivery, however many records."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from tests.support.clock import ManualClock
from tests.support.outgoing import Outgoing
from tests.support.stores import ProbedStore
from tools.nouns.notices import NoticeKind
from tools.tickets.sql.records import Rows
from tools.tickets.sql.transaction import Transaction

T = TypeVar("T")


class CountedChanges:
    """Hands changes to a store's writer, and counts them."""

    def __init__(self, store: ProbedStore) -> None:
        self._store = store
        self.count = 0

    async def __call__(self, change: Callable[[Transaction], T]) -> T:
        self.count += 1
        return await self._store.change(change)

    def taken(self) -> int:
        """How many there were since the last question."""
        taken, self.count = self.count, 0
        return taken


@pytest.fixture
async def store(tmp_path: Path, clock: ManualClock) -> AsyncIterator[ProbedStore]:
    opened = await ProbedStore.open(tmp_path, clock)
    yield opened
    await opened.close()


async def test_a_notice_is_one_command_and_a_delivery_two(store: ProbedStore, clock: ManualClock) -> None:
    changes = CountedChanges(store)
    house = Outgoing("oncall", "pager", "hook", clock=clock)
    house.now = house.process(Rows(store.read, changes))
    await house.tell(1)
    await house.sweep()
    changes.taken()
    await house.tell(1, NoticeKind.ACKNOWLEDGED)
    assert changes.taken() == 1
    assert await house.sweep() == 3
    assert changes.taken() == 6
    assert [place.kinds for place in house.destinations.values()] == [["opened", "acknowledged"]] * 3
