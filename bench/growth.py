"""The cost of many tickets: start, memory and the storm's rate with none, 100,000 and a million of them."""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import numpy as np

from bench import loads
from bench.rows import Medians, Row, interleaved
from bench.servers import Target, product
from bench.storms import COUNT, load
from tools.nouns.redacted import stored
from tools.nouns.reports import Candidates, Report
from tools.settings import Settings
from tools.text.identity.fingerprint import profile_of
from tools.toolbox import open_toolbox

SERVICES = 100
GROUP = 500
EVERYTHING = 2**62
"""A store sequence beyond all rows, so that synthetic tickets are not compared with each other."""


def start_rows(home: Path, _: Target) -> Iterator[Row]:
    """Measure from the start of the process to its first verdict, in a prepared folder; and memory before any load."""
    with product(home, "start"):
        pass
    with product(home, "start") as ours:
        rss = ours.rss_megabytes
        began = time.perf_counter()
        answer = httpx.post(
            f"{ours.server.url}/incident", json=loads.IDENTICAL, headers={"Authorization": f"Bearer {ours.token}"}
        )
        answer.raise_for_status()
        seconds = ours.server.started_in + time.perf_counter() - began
    yield Row("start to the first verdict (second start)", f"{seconds:.2f} s", "2 s", seconds / 2, "≤ 1")
    yield Row("resident memory, idle", f"{rss:.0f} MB", "300 MB", rss / 300, "≤ 1")


def growth_rows(home: Path, echo: Target, sizes: tuple[int, ...]) -> Iterator[Row]:
    """Load each size through the store's port into the same folder, then serve it."""
    rate, _, empty_rss, _ = _served(home, echo)
    loaded = 0
    for size in sizes:
        began = time.perf_counter()
        asyncio.run(_load(home / "growth", loaded, size))
        loading = (size - loaded) / (time.perf_counter() - began)
        loaded = size
        grown, own, rss, start = _served(home, echo)
        note = f"loaded at {loading:,.0f} tickets/s"
        yield Row(
            f"storm at {size:,} tickets, c=32", own.shown, "empty (both relative to echo)", grown / rate, "≥ 0.95", note
        )
        each = (rss - empty_rss) * 1000 / size
        yield Row(f"memory per ticket at {size:,}", f"{each:.2f} kB", "2.2 kB", each / 2.2, "≤ 1")
        yield Row(f"start at {size:,} tickets", f"{start:.1f} s", "10 s", start / 10, "≤ 1")


def _served(home: Path, echo: Target) -> tuple[float, Medians, float, float]:
    """Return (storm rate relative to echo, the storm, RSS in MB before it, seconds to start) for the grown folder."""
    with product(home, "growth") as ours:
        rss, start = ours.rss_megabytes, ours.server.started_in
        reports = loads.identical(COUNT)
        mine, theirs = loads.singles(ours, reports), loads.singles(echo, reports)
        load(ours, mine[:100], 8)()
        own, bare = interleaved([load(ours, mine, 32), load(echo, theirs, 32)])
        return own.rate / bare.rate, own, rss, start


async def _load(folder: Path, start: int, end: int) -> None:
    """Load distinct tickets with random vectors over a hundred services, many at a time."""
    toolbox = await open_toolbox(Settings(_env_file=None, data_dir=folder))
    chance = np.random.default_rng(start)
    try:
        for first in range(start, end, GROUP):
            vectors = chance.standard_normal((GROUP, 384), np.float32)
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            reports = [_report(number) for number in range(first, first + GROUP)]
            await asyncio.gather(
                *(
                    toolbox.store.record(report, profile_of(report), Candidates(EVERYTHING, vector.tobytes()))
                    for report, vector in zip(reports, vectors, strict=True)
                )
            )
    finally:
        await toolbox.close()
    # Otherwise the server would work on two jobs per ticket during the storm, which is a different measurement.
    with closing(sqlite3.connect(folder / "incidents.db")) as database, database:
        database.execute("DELETE FROM outbox")


def _report(number: int) -> Report:
    """Return a report that names its number in letters, since digits are masked."""
    word = "".join(
        loads.SYLLABLES[number // len(loads.SYLLABLES) ** place % len(loads.SYLLABLES)] for place in range(4)
    )
    service, log = stored(f"grown-{number % SERVICES}"), stored(f"module {word} failed")
    return Report(f"req_grown_{number}", "default", service, log, time.time())
