"""A process whose disk fails for a while: sends reports before, during and after, and prints what became of them."""

import argparse
import asyncio
import json
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.integration.faults.traffic import Promise, send, wal_size
from tools.errors import StoreUnavailable
from tools.tickets.embedded import EmbeddedStore

REPORTS = 60
ROOM = 20_000
"""Bytes left on the disk when it starts to fail: enough for a few commits, so that one of them breaks in the middle."""


@contextmanager
def little_space(data_dir: Path, room: int = ROOM) -> Iterator[None]:
    """No file may grow beyond a little more than the log is now (the kernel answers EFBIG)."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (wal_size(data_dir) + room, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


@contextmanager
def switched_on(fault: Path) -> Iterator[None]:
    """The shim fails while this file exists."""
    fault.touch()
    yield
    fault.unlink()


async def reported(store: EmbeddedStore, number: int) -> Promise | None:
    """Send a report; None when the store refuses it, as it should on a bad disk. Anything else ends the process."""
    request_id = f"req_{number}"
    try:
        answer = await asyncio.wait_for(send(store, request_id, number), timeout=30)
    except StoreUnavailable:
        return None
    return ("report", request_id, answer.incident_id)


async def ready(store: EmbeddedStore) -> bool:
    """Does the store say that it can take reports?"""
    try:
        await asyncio.wait_for(store.ready(), timeout=30)
    except StoreUnavailable:
        return False
    return True


async def use(data_dir: Path, fault: Path | None) -> dict[str, object]:
    """Reports 0–59 on a good disk, 60–119 on a bad one, then all of them again."""
    store = await EmbeddedStore.open(data_dir, time.time)
    before = [await reported(store, number) for number in range(REPORTS)]
    with switched_on(fault) if fault else little_space(data_dir):
        during = await asyncio.gather(*(reported(store, number) for number in range(REPORTS, 2 * REPORTS)))
        during += [await reported(store, number) for number in range(2 * REPORTS, 2 * REPORTS + 20)]
        ready_during = await ready(store)
    after = [await reported(store, number) for number in range(2 * REPORTS + 20)]
    told = {"before": before, "during": during, "ready_during": ready_during, "after": after}
    await store.close()
    return told


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("--fault", type=Path)
    chosen = parser.parse_args()
    print(json.dumps(asyncio.run(use(chosen.data_dir, chosen.fault))))  # noqa: T201
