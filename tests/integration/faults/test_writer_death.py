"""When the writing thread dies, everyone is told at once and nothing waits for ever."""

import asyncio
from pathlib import Path

import pytest

from tests.integration.faults.evidence import broken_promises, flaws
from tests.integration.faults.traffic import TENANT, send, writer_held_up
from tests.support.clock import ManualClock
from tools.errors import StoreUnavailable
from tools.tickets.embedded import EmbeddedStore

GUARD = 30.0


class MortalClock(ManualClock):
    """A clock whose failure nobody expects; the writer asks it at the start of every transaction."""

    broken = False

    def __call__(self) -> float:
        if self.broken:
            raise MemoryError
        return super().__call__()


async def test_every_waiting_and_later_call_is_refused(tmp_path: Path) -> None:
    clock = MortalClock()
    store = await EmbeddedStore.open(tmp_path, clock)
    answer = await send(store, "req_first", 0)
    with writer_held_up(tmp_path):
        waiting = [asyncio.create_task(send(store, f"req_{number}", number)) for number in range(500)]
        waiting.append(asyncio.create_task(store.comment(TENANT, answer.incident_id, "still there?", "ann")))
        await asyncio.sleep(0)
        clock.broken = True
    outcomes = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), GUARD)
    assert {type(outcome) for outcome in outcomes} == {StoreUnavailable}
    for later in (store.ready(), send(store, "req_later", 1), store.comment(TENANT, answer.incident_id, "?", "ann")):
        with pytest.raises(StoreUnavailable, match="writer died"):
            await asyncio.wait_for(later, GUARD)
    await asyncio.wait_for(store.close(), GUARD)
    assert broken_promises(tmp_path, [("report", "req_first", answer.incident_id)]) == []
    assert flaws(tmp_path) == []
