"""Known problems: the rate of identical and of varying reports, one by one and in batches."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import uvloop

from bench import loads
from bench.ablation import stages
from bench.client import Sample, storm
from bench.rows import Row, interleaved
from bench.servers import Target, naive, product

COUNT = 6_000
BATCHES = 120


def load(target: Target, requests: Sequence[bytes], concurrency: int) -> Callable[[], Sample]:
    """Return one round of a closed loop, as a function for `interleaved`."""
    return lambda: uvloop.run(storm(target.server.port, requests, concurrency))


def storm_rows(home: Path, echo: Target) -> Iterator[Row]:
    """Compare identical reports at three concurrencies with the echo, and with the plain flow."""
    with product(home, "storm") as ours:
        reports = loads.identical(COUNT)
        mine, theirs = loads.singles(ours, reports), loads.singles(echo, reports)
        load(ours, mine[:200], 16)()
        for concurrency in (16, 32, 64):
            own, bare = interleaved([load(ours, mine, concurrency), load(echo, theirs, concurrency)])
            yield Row(
                f"storm, identical, c={concurrency}", own.shown, f"echo {bare.shown}", own.rate / bare.rate, "≥ 0.85"
            )
            if concurrency == 16:
                yield Row(
                    "p99 of the storm, c=16",
                    f"{own.p99:.1f} ms",
                    f"echo {bare.p99:.1f} ms",
                    own.p99 / bare.p99,
                    "≤ 1.5",
                )
        yield from _against_naive(home, ours, mine)


def _against_naive(home: Path, ours: Target, mine: Sequence[bytes]) -> Iterator[Row]:
    with naive(home) as plain:
        requests = loads.singles(plain, loads.identical(200))
        own, other = interleaved([load(ours, mine, 16), load(plain, requests, 16)])
    yield Row("storm against the plain flow, c=16", own.shown, f"plain {other.shown}", own.rate / other.rate)


def template_rows(home: Path, _: Target) -> Iterator[Row]:
    """Compare a hundred known problems with varying parameters with one identical report."""
    with product(home, "templates") as ours:
        varying, same = loads.singles(ours, loads.templates(COUNT)), loads.singles(ours, loads.identical(COUNT))
        load(ours, [*varying[:300], same[0]], 8)()
        own, reference = interleaved([load(ours, varying, 32), load(ours, same, 32)])
    yield Row(
        "100 templates, parameters vary, c=32",
        own.shown,
        f"identical {reference.shown}",
        own.rate / reference.rate,
        "≥ 0.95",
    )


def batch_rows(home: Path, echo: Target) -> Iterator[Row]:
    """Compare batches of a hundred with single echoes, then yield one row per stage that a batch goes through."""
    with product(home, "batch") as ours:
        reports = loads.identical(BATCHES * loads.BATCH)
        mine = loads.batches(ours, "/incidents/batch", reports)
        theirs = loads.singles(echo, loads.identical(COUNT))
        load(ours, mine[:2], 1)()
        bodies = loads.batches(echo, "/echo", reports)
        own, bare, hollow = interleaved([load(ours, mine, 4), load(echo, theirs, 32), load(echo, bodies, 4)])
    rate = own.rate * loads.BATCH
    shown = f"{rate:,.0f} reports/s (p99 {own.p99:.1f} ms a batch{', ERRORS' if own.errors else ''})"
    yield Row("batch of 100, c=4", shown, f"single echo {bare.rate:,.0f}/s", rate / bare.rate, "≥ 5", "aim 8")
    yield from stages(home, hollow.rate * loads.BATCH, bare.rate)
