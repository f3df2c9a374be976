"""`python -m bench --only scale`: measured processes, the simulation checked against them, and 1,000 per second."""

import math
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bench.rows import Row
from bench.scale.consumer import drawn
from bench.scale.measured import Clouds, Measured, clouds
from bench.scale.parameters import Cost, Parameters, read
from bench.scale.simulation import World
from bench.scale.tables import simulated_rows
from bench.servers import Target

REPORTS, FEW = 900, 40
SLOWER = 5
WAITS = 20
PROBLEMS = 60
"""Fewer than in the simulated fleet, since each is opened and reported a dozen times before the measurement."""
WITHIN = 0.1
UTILISATION = 0.6
"""How busy a process may be in the extrapolation, so that a queue stays short."""
BUSY = 0.05
"""From this share of the time without a core, the comparison says little."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One process under a load, to be measured and simulated."""

    name: str
    told: Parameters
    reports: int = REPORTS

    def seen(self, doubles: Clouds, cost: Cost) -> Parameters:
        """Return the parameters with what a bare client waits for a read and a write: the doubles take time too."""
        doubles.slow(self.told)
        methods = {"read": "GET", "write": "PUT"}
        seen = {kind: statistics.median(doubles.wait(method) for _ in range(WAITS)) for kind, method in methods.items()}
        return replace(self.told, latency=replace(self.told.latency, **seen), cost=cost)


def scale_rows(_: Path, __: Target) -> Iterator[Row]:
    """Measure one and two processes, simulate the same, extrapolate to 1,000 per second, and simulate the fleet."""
    mixed, alone, *_rest = shapes = _shapes()
    with clouds(mixed.told) as doubles:
        measured = [doubles.measure(shape.told, 1, shape.reports) for shape in shapes]
        two = doubles.measure(mixed.told, 2, REPORTS)
        cost = costs(measured[0], measured[1], mixed.told.cost)
        worlds = [shape.seen(doubles, cost) for shape in shapes]
    for shape, one, told in zip(shapes, measured, worlds, strict=True):
        yield Row(f"{shape.name}, measured", f"{one.rate:.0f}/s", note=_told(one))
        yield _compared(shape.name, one, told)
    ratio = two.rate / measured[0].rate
    yield Row("2 consumers, measured", f"{two.rate:.0f}/s", f"1: {measured[0].rate:.0f}/s", ratio, note=_told(two))
    yield _extrapolated(measured[0], mixed.told)
    yield from simulated_rows(cost)


def _shapes() -> list[Shape]:
    """Every request takes the median, since the doubles can do no more.

    The last waits so long that load hardly shows.
    """
    consumer, function, slow = (
        replace(told, latency=replace(told.latency, spread=0.0), load=replace(told.load, problems=PROBLEMS))
        for told in (read("consumer"), read("function"), read("consumer", "documented"))
    )
    waits = {kind: SLOWER * getattr(slow.latency, kind) for kind in ("read", "write")}
    one_at_a_time = replace(slow, process=replace(slow.process, handfuls=1), latency=replace(slow.latency, **waits))
    return [
        Shape("1 consumer", consumer),
        Shape("1 consumer, one problem", replace(consumer, load=replace(consumer.load, hottest=1.0))),
        Shape("1 function, batches of 100", function),
        Shape(f"1 consumer with one handful, {SLOWER} × the documented latencies", one_at_a_time, FEW),
    ]


def costs(mixed: Measured, alone: Measured, assumed: Cost) -> Cost:
    """Compute the cost of a request and of the rest, from two loads that differ in requests per report."""
    apart = mixed.requests - alone.requests
    request = max(0.0, (mixed.cpu_each - alone.cpu_each) / apart) if apart else assumed.request
    request = min(request, mixed.cpu_each / mixed.requests)
    return Cost(report=mixed.cpu_each - request * mixed.requests, request=request, new=assumed.new)


def _compared(name: str, measured: Measured, told: Parameters) -> Row:
    problems = drawn(measured.reports, told.load.hottest, told.load.problems, 0)
    started = replace(told, process=replace(told.process, cold_start=0.0, window=0.0))
    rate = measured.reports / World(started, 1).drain(problems)
    note = (
        "the check" if measured.disturbed < BUSY else f"no core for {measured.disturbed:.0%} of the time: says little"
    )
    apart = abs(rate / measured.rate - 1)
    return Row(f"{name}, simulated: apart", f"{rate:.1f}/s", f"{measured.rate:.1f}/s", apart, f"≤ {WITHIN}", note)


def _extrapolated(one: Measured, told: Parameters) -> Row:
    rate = told.load.reports_per_second
    processes = math.ceil(rate / (one.rate * UTILISATION))
    writes, prefixes = rate * one.writes, told.s3.prefixes
    return Row(
        f"consumers for {rate:,.0f}/s, by arithmetic",
        f"{processes}",
        note=f"{rate:,.0f} / ({one.rate:.0f} × {UTILISATION}); cores {rate * one.cpu_each / 1e3:.1f}; "
        f"{writes:,.0f} writes/s = {writes / prefixes:,.0f} a prefix of {told.s3.writes:,.0f}",
    )


def _told(measured: Measured) -> str:
    return (
        f"{measured.cpu_each:.1f} ms of CPU each, {measured.reads:.2f} reads + {measured.writes:.2f} writes "
        f"+ {measured.lists:.2f} lists each, {measured.refused} again, no core for {measured.disturbed:.0%} of the time"
    )
