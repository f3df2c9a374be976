"""Two workers on one store, and Prometheus Alertmanager on the same alerts."""

from collections.abc import Iterator
from pathlib import Path

from bench import loads
from bench.rows import ROUNDS, Row, interleaved, skipped
from bench.servers import Target, alertmanager, product
from bench.storms import BATCHES, COUNT, load


def worker_rows(home: Path, _: Target) -> Iterator[Row]:
    """Run the storm on one worker and on two that share a store; the load generator uses part of the same cores."""
    with product(home, "one") as one, product(home, "two", workers=2) as two:
        reports = loads.identical(COUNT)
        rounds = [load(target, loads.singles(target, reports), 64) for target in (two, one)]
        for warm in rounds:
            warm()
        before = [two.cpu_seconds, one.cpu_seconds]
        double, single = interleaved(rounds)
        each = [1e6 * (now.cpu_seconds - then) / (ROUNDS * COUNT) for now, then in zip((two, one), before, strict=True)]
    yield Row(
        "2 workers on one store, c=64", double.shown, f"1 worker {single.shown}", double.rate / single.rate, "≥ 1.6"
    )
    yield Row(
        "  processor time a report, 2 workers", f"{each[0]:.0f} µs", f"{each[1]:.0f} µs", each[0] / each[1], "≤ 1.25"
    )


def alertmanager_rows(home: Path, _: Target) -> Iterator[Row]:
    """Compare one by one and in batches of a hundred; ours with one and two workers, of which the better counts."""
    with alertmanager(home) as peer:
        if peer is None:
            yield skipped("against Alertmanager", "prometheus-alertmanager is not installed")
            return
        reports = loads.identical(BATCHES * loads.BATCH)
        for name, size, concurrency, target in (
            ("single, c=16", 1, 16, "≥ 0.2"),
            ("batch of 100, c=2", 100, 2, "≥ 0.6"),
        ):
            theirs = loads.alerts(peer, reports[: COUNT * size], size)
            best = max(_ours(home, workers, size, concurrency, peer, theirs) for workers in (1, 2))
            ratio, workers, own, other = best
            yield Row(
                f"Alertmanager, {name}",
                f"{own:,.0f} reports/s",
                f"{other:,.0f} alerts/s",
                ratio,
                target,
                f"{workers} worker(s)",
            )


def _ours(
    home: Path, workers: int, size: int, concurrency: int, peer: Target, theirs: list[bytes]
) -> tuple[float, int, float, float]:
    """Return (ratio, workers, our reports/s, their alerts/s) of one interleaved comparison."""
    with product(home, f"peer-{size}-{workers}", workers=workers) as target:
        if size == 1:
            mine = loads.singles(target, loads.identical(COUNT))
        else:
            mine = loads.batches(target, "/incidents/batch", loads.identical(BATCHES * size))
        load(target, mine[:20], concurrency)()
        own, other = interleaved([load(target, mine, concurrency), load(peer, theirs, concurrency)])
    return own.rate / other.rate, workers, own.rate * size, other.rate * size
