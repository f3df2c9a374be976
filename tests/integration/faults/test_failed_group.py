"""What a group of commands had seen of its own writes dies with the group when its commit fails."""

import asyncio
import sqlite3
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from tests.integration.faults.children import child
from tests.integration.faults.disk_user import little_space
from tests.integration.faults.evidence import count, flaws
from tests.integration.faults.traffic import TENANT, report, send, vector, writer_held_up
from tests.support.stores import ProbedStore
from tools.errors import StoreUnavailable
from tools.nouns.incidents import Dossier
from tools.nouns.recorded import Recorded
from tools.nouns.reports import Candidates
from tools.text.identity.fingerprint import profile_of
from tools.tickets.sql.transaction import Transaction


def advise_twice(data_dir: Path, seed: int, pipe: Connection) -> None:
    """Store advice on a full disk, then other advice on a good one; say what a duplicate is answered."""
    pipe.send(asyncio.run(_advise_twice(data_dir)))


async def _advise_twice(data_dir: Path) -> str:
    store = await ProbedStore.open(data_dir, time.time)
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


async def test_one_command_the_disk_refuses_undoes_its_whole_group(tmp_path: Path) -> None:
    """SQLite may have ended the transaction by itself: whatever ran after that would stand alone."""

    def torn(txn: Transaction) -> None:
        txn.sql.execute("ROLLBACK")
        raise sqlite3.OperationalError("disk I/O error")

    store = await ProbedStore.open(tmp_path, time.time)
    await send(store, "req_1", 1)
    with writer_held_up(tmp_path):
        first = asyncio.create_task(store.ready())
        await asyncio.sleep(0.2)
        group = [
            asyncio.create_task(each) for each in (send(store, "req_2", 2), store.change(torn), send(store, "req_3", 3))
        ]
        await asyncio.sleep(0.1)
    await first
    refused = await asyncio.gather(*group, return_exceptions=True)
    assert {type(each) for each in refused} == {StoreUnavailable}
    assert count(tmp_path, "occurrences") == 1
    assert flaws(tmp_path) == []
    await send(store, "req_3", 3)
    await store.close()


async def test_a_batch_cut_off_by_a_full_disk_is_refused_whole(tmp_path: Path) -> None:
    store = await ProbedStore.open(tmp_path, time.time)
    await send(store, "req_0", 0)
    reports = [report(f"req_{number}", number) for number in range(40)]
    batch = [(each, profile_of(each), Candidates(0, vector(number))) for number, each in enumerate(reports)]
    await store.change(lambda txn: room_for(txn, pages=8))
    with pytest.raises(StoreUnavailable, match="full"):
        await store.record_many(batch)
    assert count(tmp_path, "occurrences") == 1
    await store.change(lambda txn: room_for(txn, pages=10**6))
    assert {type(each) for each in await store.record_many(batch)} == {Recorded}
    assert count(tmp_path, "occurrences") == len(batch)
    await store.close()
    assert flaws(tmp_path) == []


def room_for(txn: Transaction, pages: int) -> None:
    """The database may grow by so many pages."""
    used = txn.sql.execute("PRAGMA page_count").fetchone()[0]
    txn.sql.execute(f"PRAGMA max_page_count={used + pages}")
