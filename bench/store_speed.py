"""`python -m bench.store_speed [reports]`: the embedded store alone, its reports per second and CPU time per report."""

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import numpy as np

from tools.nouns.redacted import stored
from tools.nouns.reports import Candidates, Profile, Report
from tools.tickets.embedded import EmbeddedStore

CLIENTS = 64
BATCH = 100
DIMENSION = 384


def report(number: int, run: str, problem: str) -> tuple[Report, Profile]:
    """Return a 230-byte report of one problem, with a parameter that varies."""
    log = stored(f"{problem}: request {number} to payment gateway failed after {number % 60} seconds, giving up")
    made = Report(f"req_{run}_{number}", "default", stored("payments"), log, time.time(), environment=stored("prod"))
    template = stored(f"{problem}: request <*> to payment gateway failed")
    return made, Profile(problem, 1, log, template, (str(number),))


def vectors(count: int) -> list[bytes]:
    """Return random unit vectors: far apart, as distinct problems are."""
    rows = np.random.default_rng(7).standard_normal((count, DIMENSION)).astype("<f4")
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return [row.tobytes() for row in rows]


async def singly(store: EmbeddedStore, run: str, count: int, problem: Callable[[int], str]) -> None:
    """Record with CLIENTS callers, one report each at a time."""
    numbers = iter(range(count))

    async def client() -> None:
        for number in numbers:
            await store.record(*report(number, run, problem(number)), None)

    await asyncio.gather(*(client() for _ in range(CLIENTS)))


async def in_batches(store: EmbeddedStore, run: str, count: int) -> None:
    """Record with four callers and BATCH reports per call."""
    starts = iter(range(0, count, BATCH))

    async def client() -> None:
        for start in starts:
            reports = [(*report(number, run, "p0"), None) for number in range(start, start + BATCH)]
            await store.record_many(reports)

    await asyncio.gather(*(client() for _ in range(4)))


async def distinct(store: EmbeddedStore, count: int) -> None:
    """Record only new problems, each with its own vector; two words differ, so none is learned."""
    found = vectors(count)
    numbers = iter(range(count))

    async def client() -> None:
        for number in numbers:
            made, profile = report(number, "distinct", f"{number} times problem {number}")
            await store.record(made, profile, Candidates(10**15, found[number]))

    await asyncio.gather(*(client() for _ in range(CLIENTS)))


async def measured(name: str, count: int, load: Coroutine[Any, Any, None]) -> None:
    """Print what one load took; the CPU time is that of all threads, including callers."""
    wall, cpu = time.perf_counter(), time.process_time()
    await load
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{name:32} {count / wall:10,.0f} reports/s {1e6 * cpu / count:8.1f} µs CPU each")


async def main(count: int) -> None:
    """Print one line per load."""
    with tempfile.TemporaryDirectory() as folder:
        store = await EmbeddedStore.open(Path(folder), clock=time.time)
        await singly(store, "warm", count // 10, lambda n: f"p{n % 100}")
        await measured("identical, one by one", count, singly(store, "same", count, lambda _: "p0"))
        await measured("100 templates, one by one", count, singly(store, "mixed", count, lambda n: f"p{n % 100}"))
        await measured(f"identical, batches of {BATCH}", count, in_batches(store, "batch", count))
        await measured("all distinct, with vectors", count // 10, distinct(store, count // 10))
        await store.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000))
