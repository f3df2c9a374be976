"""The questions put to the simulation: how many processes sustain a rate, and what changes that."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bench.rows import Row
from bench.scale.parameters import Cost, Parameters, read
from bench.scale.simulation import Figures, World

COUNTS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64, 96)
MANY, MANY_LOOPS = 5, 96
"""What helps if S3 is slow: more reports in progress, which share one swap."""
GROWING = 3
"""Simulate this many times as long if processes start one after the other, or take this many reports."""
LONGEST_AGE_SECONDS = 5.0
"""A number of processes sustains the rate if 99 of 100 reports get their verdict within this time."""


@dataclass(frozen=True, slots=True)
class Change:
    """A world that differs in one thing from the required one."""

    name: str
    rate: float = 1.0
    hottest: float | None = None
    new: float | None = None
    prefixes: int | None = None
    more: int = 1
    """The factor for the number of processes."""
    slower: float = 1.0
    """The factor for the latencies of S3."""
    handfuls: int | None = None

    def of(self, told: Parameters) -> Parameters:
        """Return the parameters with this change."""
        load = replace(
            told.load,
            reports_per_second=told.load.reports_per_second * self.rate,
            hottest=told.load.hottest if self.hottest is None else self.hottest,
            new=told.load.new if self.new is None else self.new,
        )
        return replace(
            told,
            load=load,
            latency=replace(told.latency, read=told.latency.read * self.slower, write=told.latency.write * self.slower),
            s3=replace(told.s3, prefixes=self.prefixes or told.s3.prefixes),
            process=replace(told.process, handfuls=self.handfuls or told.process.handfuls),
        )


CHANGES = (
    Change("1.25 × the rate", rate=1.25),
    Change("1.25 × the rate, --loops 16", rate=1.25, handfuls=16),
    Change("1.5 × the rate", rate=1.5),
    Change("2 × the rate", rate=2.0),
    Change("1.5 × the rate and twice as many", rate=1.5, more=2),
    Change("1.5 × the rate and twice as many, --loops 16", rate=1.5, more=2, handfuls=16),
    Change("1.5 × the rate and twice as many, a bucket of one prefix", rate=1.5, more=2, prefixes=1),
    Change("one problem alone", hottest=1.0, new=0.0),
    Change("no problem hotter than others", hottest=0.0),
    Change("1 % new problems", new=0.01),
    Change("S3 three times as slow", slower=3.0),
    Change("S3 three times as slow, --loops 32", slower=3.0, handfuls=32),
)


def holds(figures: Figures, told: Parameters) -> bool:
    """True if reports are decided as fast as they arrive, and soon."""
    rate = told.load.reports_per_second
    return figures.rate >= 0.95 * rate and figures.age_p99 <= LONGEST_AGE_SECONDS and figures.backlog < rate


def fewest(told: Parameters) -> tuple[int, Figures]:
    """Return the smallest number of processes that sustains the rate, or the largest tried.

    More processes are assumed to do at least as well.
    """
    tried: dict[int, Figures] = {}

    def enough(processes: int) -> bool:
        tried[processes] = World(told, processes).run()
        return holds(tried[processes], told)

    counts = [each for each in COUNTS if each <= told.process.most]
    found = counts[bisect_left(counts[:-1], True, key=enough)]
    return found, tried.get(found) or World(told, found).run()


def simulated_rows(cost: Cost | None = None, reports_per_second: float | None = None) -> Iterator[Row]:
    """Yield the processes that sustain the rate, by kind and latency; then the changes to the first of these."""
    for process in ("consumer", "function"):
        for latency in ("typical", "documented"):
            told = _told(process, latency, cost, reports_per_second)
            processes, figures = fewest(told)
            rate = told.load.reports_per_second
            name = f"{process}s that hold {rate:,.0f}/s, latencies as {latency}"
            yield Row(
                name, f"{processes if holds(figures, told) else 'none up to ' + str(processes)}", note=shown(figures)
            )
            if (process, latency) == ("consumer", "typical"):
                for change in CHANGES:
                    bent = World(change.of(told), processes * change.more).run()
                    kept = "holds" if holds(bent, change.of(told)) else "bends"
                    yield Row(f"  the same {processes}, {change.name}", kept, note=shown(bent))
            if (process, latency) == ("consumer", "documented"):
                longer = replace(told.load, seconds=told.load.seconds * GROWING)
                many = replace(told, load=longer, process=replace(told.process, handfuls=MANY_LOOPS))
                figures = World(many, MANY).run()
                kept = "holds" if holds(figures, many) else "bends"
                yield Row(f"  {MANY} consumers with --loops {MANY_LOOPS}", kept, note=shown(figures))


def shown(figures: Figures) -> str:
    """Return the figures in one line."""
    parts = [
        f"{figures.rate:,.0f}/s",
        f"age p50 {figures.age_p50:.2f} p99 {figures.age_p99:.2f} s",
        f"cores {figures.busy:.0%} busy",
        f"{figures.reads:.1f} reads + {figures.writes:.1f} writes each",
        f"{figures.backlog:,} wait",
    ]
    counts = {"refused": figures.refused, "races lost": figures.lost_races, "put back": figures.put_back}
    return ", ".join(parts + [f"{count:,} {name}" for name, count in counts.items() if count])


def _told(process: str, latency: str, cost: Cost | None, reports_per_second: float | None) -> Parameters:
    told = read(process, latency)
    grows = told.process.more_per_second > 0
    load = replace(
        told.load,
        reports_per_second=reports_per_second or told.load.reports_per_second,
        seconds=told.load.seconds * (GROWING if grows else 1),
    )
    return replace(told, load=load, cost=cost or told.cost)
