"""Other processes on one data folder. Each forks from a server that has imported everything, so it starts at once."""

import asyncio
import multiprocessing
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tests.integration.faults.traffic import Promise, Promised, checkpoint_often, client, send
from tools.tickets.embedded import EmbeddedStore

CLIENTS = 8
FAMILY = multiprocessing.get_context("forkserver")
FAMILY.set_forkserver_preload(["tests.integration.faults.children"])


def anything(data_dir: Path, seed: int, pipe: Connection) -> None:
    """Send random reports and acts until killed."""
    checkpoint_often()
    asyncio.run(_anything(data_dir, seed, pipe.send))


async def _anything(data_dir: Path, seed: int, promised: Promised) -> None:
    store = await EmbeddedStore.open(data_dir, time.time)
    async with asyncio.TaskGroup() as group:
        for number in range(CLIENTS):
            name = f"{seed}.{number}"
            group.create_task(client(store, name, random.Random(name), promised, problems=400))


def same_report(data_dir: Path, seed: int, pipe: Connection, reports: int) -> None:
    """Report one problem many times over several clients, then send what was answered."""
    pipe.send(asyncio.run(_same_report(data_dir, seed, reports)))


async def _same_report(data_dir: Path, seed: int, reports: int) -> list[Promise]:
    store = await EmbeddedStore.open(data_dir, time.time)
    answers = await asyncio.gather(*(send(store, f"req_{seed}.{number}", 7) for number in range(reports)))
    await store.close()
    return [("report", each.request_id, each.incident_id) for each in answers]


@contextmanager
def child(work: Callable[..., None], *arguments: Any) -> Iterator[tuple[Any, Connection]]:
    """A process that runs `work(data_dir, seed, pipe, …)` (the pipe goes third), ended on leaving."""
    mine, theirs = FAMILY.Pipe(duplex=False)
    process = FAMILY.Process(target=work, args=(*arguments[:2], theirs, *arguments[2:]), daemon=True)
    process.start()
    theirs.close()
    try:
        yield process, mine
    finally:
        process.kill()
        process.join()
        mine.close()


def told(pipe: Connection, seconds: float) -> list[Any]:
    """What a child says within a time, or until its end."""
    heard: list[Any] = []
    until = time.monotonic() + seconds
    while pipe.poll(max(0.0, until - time.monotonic())):
        try:
            heard.append(pipe.recv())
        except (EOFError, OSError):
            break
    return heard
