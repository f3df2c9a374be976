"""What a group of commands had seen of its own writes dies with the group when its commit fails."""

import asyncio
import time
from multiprocessing.connection import Connection
from pathlib import Path

from tests.integration.faults.children import child
from tests.integration.faults.disk_user import little_space
from tests.integration.faults.traffic import TENANT, send, writer_held_up
from tools.errors import StoreUnavailable
from tools.tickets.embedded import EmbeddedStore
from tools.types import Dossier


def advise_twice(data_dir: Path, seed: int, pipe: Connection) -> None:
    """Store advice on a full disk, then other advice on a good one; say what a duplicate is answered."""
    pipe.send(asyncio.run(_advise_twice(data_dir)))


async def _advise_twice(data_dir: Path) -> str:
    store = await EmbeddedStore.open(data_dir, time.time)
    ticket = (await send(store, "req_1", 1)).incident_id
    with little_space(data_dir, room=0):
        with writer_held_up(data_dir):
            first = asyncio.create_task(store.ready())
            await asyncio.sleep(0.2)
            lost = asyncio.create_task(store.save_advice(TENANT, ticket, Dossier(recommendations="lost")))
            duplicate = asyncio.create_task(send(store, "req_2", 1))
            await asyncio.sleep(0.2)
        refused = await asyncio.gather(first, lost, duplicate, return_exceptions=True)
    assert {type(each) for each in refused} == {StoreUnavailable}
    assert await store.save_advice(TENANT, ticket, Dossier(recommendations="kept"))
    answer = await send(store, "req_2", 1)
    await store.close()
    return answer.dossier.recommendations


def test_advice_that_was_never_committed_is_not_given_to_anyone(tmp_path: Path) -> None:
    with child(advise_twice, tmp_path, 0) as (_, pipe):
        assert pipe.recv() == "kept"
