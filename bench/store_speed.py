"""Reports per second of the embedded store alone, in one process: `python -m bench.store_speed [reports]`."""

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tools.tickets.embedded import EmbeddedStore
from tools.types import Candidates, Policy, Profile, Report

POLICY = Policy()
CLIENTS = 64
BATCH = 100
DIMENSION = 384


def report(number: int, run: str, problem: str) -> tuple[Report, Profile]:
    """A 230-byte report of one problem, with a parameter that varies."""
    log = f"{problem}: request {number} to payment gateway failed after {number % 60} seconds, giving up"
    made = Report(f"req_{run}_{number}", "default", "payments", log, time.time(), environment="prod")
    return made, Profile(problem, 1, log, f"{problem}: request <*> to payment gateway failed", (str(number),))


def vectors(count: int) -> list[bytes]:
    """Random unit vectors: far apart, as distinct problems are."""
    rows = np.random.default_rng(7).standard_normal((count, DIMENSION)).astype("<f4")
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return [row.tobytes() for row in rows]


async def singly(store: EmbeddedStore, run: str, count: int, problem: Callable[[int], str]) -> float:
    """CLIENTS callers, one report each at a time."""
    numbers = iter(range(count))

    async def client() -> None:
        for number in numbers:
            await store.record(*report(number, run, problem(number)), None, POLICY)

    started = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return count / (time.perf_counter() - started)


async def in_batches(store: EmbeddedStore, run: str, count: int) -> float:
    """Four callers with BATCH reports per call."""
    starts = iter(range(0, count, BATCH))

    async def client() -> None:
        for start in starts:
            reports = [(*report(number, run, "p0"), None) for number in range(start, start + BATCH)]
            await store.record_many(reports, POLICY)

    started = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(4)))
    return count / (time.perf_counter() - started)


async def distinct(store: EmbeddedStore, count: int) -> float:
    """Every report a new problem with its own vector, already searched for."""
    found = vectors(count)
    numbers = iter(range(count))

    async def client() -> None:
        for number in numbers:
            made, profile = report(number, "distinct", f"distinct problem {number}")
            await store.record(made, profile, Candidates(10**15, found[number]), POLICY)

    started = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return count / (time.perf_counter() - started)


async def main(count: int) -> None:
    """Print one line per load."""
    with tempfile.TemporaryDirectory() as folder:
        store = await EmbeddedStore.open(Path(folder), clock=time.time)
        rows = (
            ("identical, one by one", await singly(store, "warm", count, lambda _: "p0")),
            ("identical, one by one (warm)", await singly(store, "same", count, lambda _: "p0")),
            ("100 templates, one by one", await singly(store, "templates", count, lambda n: f"p{n % 100}")),
            (f"identical, batches of {BATCH}", await in_batches(store, "batch", count)),
            ("all distinct, with vectors", await distinct(store, count // 10)),
        )
        await store.close()
    for name, rate in rows:
        print(f"{name:32} {rate:10,.0f} reports/s  {1e6 / rate:8.1f} µs each")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000))
