"""An Idempotency-Key runs its request once: at any concurrency, over processes, and after a crash."""

import asyncio
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from tests.integration.faults.children import child
from tests.integration.faults.evidence import count
from tests.integration.faults.traffic import TENANT, send
from tests.support.clock import ManualClock
from tools.errors import Conflict, InvalidRequest
from tools.nouns.replies import SavedReply
from tools.tickets.embedded import EmbeddedStore
from tools.tickets.shared.replies import IN_FLIGHT_SECONDS

NAME = (TENANT, "/incident", "key-1")


async def outcome(store: EmbeddedStore, digest: str = "body") -> Any:
    """What `begin` says: None to run it, the saved reply, or the class of the refusal."""
    try:
        return await store.begin(*NAME, digest)
    except (Conflict, InvalidRequest) as error:
        return type(error)


async def test_twenty_at_once_run_once_and_all_get_the_same_reply(tmp_path: Path) -> None:
    store = await EmbeddedStore.open(tmp_path, time.time)
    outcomes = await asyncio.gather(*(outcome(store) for _ in range(20)))
    assert (outcomes.count(None), outcomes.count(Conflict)) == (1, 19)
    reply = SavedReply(200, b'{"incident_id":"inc_1"}')
    await store.complete(*NAME, reply)
    replies = await asyncio.gather(*(outcome(store) for _ in range(20)))
    assert replies == 20 * [reply]
    assert await outcome(store, "another body") is InvalidRequest
    await store.close()


async def test_replies_outlive_the_process(tmp_path: Path) -> None:
    store = await EmbeddedStore.open(tmp_path, time.time)
    await store.begin(*NAME, "body")
    await store.complete(*NAME, SavedReply(409, b'{"detail":"no"}'))
    await store.close()
    store = await EmbeddedStore.open(tmp_path, time.time)
    assert await outcome(store) == SavedReply(409, b'{"detail":"no"}')
    assert await outcome(store, "another body") is InvalidRequest
    await store.close()


async def test_a_request_without_effect_may_be_tried_again(tmp_path: Path) -> None:
    store = await EmbeddedStore.open(tmp_path, time.time)
    assert await outcome(store) is None
    await store.abandon(*NAME)
    assert await outcome(store, "another body") is None
    await store.close()


def begin_and_hang(data_dir: Path, seed: int, pipe: Connection) -> None:
    """Take the key, record the report, and get stuck before the reply is saved."""
    asyncio.run(_begin_and_hang(data_dir, pipe))


async def _begin_and_hang(data_dir: Path, pipe: Connection) -> None:
    store = await EmbeddedStore.open(data_dir, time.time)
    await store.begin(*NAME, "body")
    answer = await send(store, "req_of_key_1", 1)
    pipe.send(answer.incident_id)
    await asyncio.sleep(3600)


@pytest.mark.parametrize("seed", range(3))
async def test_a_killed_keys_request_runs_again_with_one_effect(tmp_path: Path, seed: int) -> None:
    with child(begin_and_hang, tmp_path, seed) as (process, pipe):
        incident_id = pipe.recv()
        clock = ManualClock(time.time())
        store = await EmbeddedStore.open(tmp_path, clock)
        assert await outcome(store) is Conflict, "the other process is alive and at it"
        process.kill()
        process.join()
    assert await outcome(store) is Conflict
    clock.pass_(IN_FLIGHT_SECONDS + 1)
    assert await outcome(store, "another body") is InvalidRequest
    assert await outcome(store) is None
    again = await send(store, "req_of_key_1", 1)
    assert (again.incident_id, again.replayed) == (incident_id, True)
    await store.close()
    assert count(tmp_path, "occurrences") == 1
