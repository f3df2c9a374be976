"""Figures in a terminal."""

from rich.markup import escape
from rich.table import Column, Table

from api.console import console
from api.http.figures import local_time
from tools.nouns.figures import Durations, Summary, Times

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def print_tables(found: Summary) -> None:
    """The totals, then services, severities, what came back and what took long."""
    counts, acts, query = found.counts, found.acts, found.query
    first, last = (local_time(at, query.zone) for at in (query.since, query.until))
    console.print(f"{first} to {last} ({query.zone})", highlight=False)
    totals = Table(show_header=False, box=None)
    for name, value in (
        ("reports", str(counts.reports)),
        ("incidents", str(counts.incidents)),
        ("noise removed", _percent(counts.noise_removed)),
        ("regressions", str(counts.regressions)),
        ("acknowledged after", _both(found.times.acknowledged)),
        ("fixed after", _both(found.times.fixed)),
        ("recovered after", _both(found.times.recovered)),
        ("advice that helped", f"{_percent(acts.help_rate)} of {acts.helpful + acts.unhelpful} ratings"),
        ("merged by people", f"{acts.merges} ({_percent(found.merge_rate)} of the incidents opened)"),
        ("split by people", f"{acts.splits} ({_percent(found.split_rate)} of the duplicates)"),
    ):
        totals.add_row(name, value)
    console.print(totals, highlight=False)
    _print_groups(found)
    for title, lines in (
        ("Came back most", [(each.incident_id, f"{each.incidents} ×", each.title) for each in found.recurring]),
        ("Slowest to fix", [(each.incident_id, short(each.seconds), each.title) for each in found.slowest]),
    ):
        if lines:
            ends = Column("title", no_wrap=True, overflow="ellipsis", ratio=1)
            table = Table("incident", "", ends, title=title, title_justify="left", box=None, expand=True)
            for line in lines:
                table.add_row(*map(escape, line))
            console.print(table)


def _print_groups(found: Summary) -> None:
    """One line a service or severity in 80 columns, so of times the median alone; `--json` has the rest."""
    numbers = (Column(name, no_wrap=True, justify="right") for name in ("reports", "opened", "back"))
    medians = (Column(name, no_wrap=True, justify="right") for name in ("acknowledged", "fixed", "recovered"))
    names = Column("half of them within", no_wrap=True, overflow="ellipsis", ratio=1)
    table = Table(names, *numbers, *medians, box=None, pad_edge=False, expand=True)
    for one in found.services:
        counts = (str(one.counts.reports), str(one.counts.incidents), str(one.counts.regressions))
        table.add_row(escape(one.service) or "(no service)", *counts, *_all(one.times))
    for other in found.severities:
        table.add_row(other.severity.name, "", str(other.incidents), str(other.regressions), *_all(other.times))
    if table.rows:
        console.print(table)


def _all(times: Times) -> tuple[str, ...]:
    medians = (times.acknowledged.p50, times.fixed.p50, times.recovered.p50)
    return tuple("–" if each is None else short(each) for each in medians)


def _both(seconds: Durations) -> str:
    if seconds.p50 is None or seconds.p90 is None:
        return "–"
    return f"{short(seconds.p50)} (9 of 10 within {short(seconds.p90)}, {seconds.count} in all)"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %"


def short(seconds: float) -> str:
    """A duration in the unit that people would say it in."""
    for limit, size, unit in ((_MINUTE, 1, "s"), (_HOUR, _MINUTE, "min"), (_DAY, _HOUR, "h")):
        if seconds < limit:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / _DAY:.3g} d"
