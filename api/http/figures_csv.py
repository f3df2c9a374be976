"""Figures as CSV: one table whose first column says what a row is about, so that a spreadsheet can filter it."""

import csv
import io
from collections.abc import Iterator
from typing import TypeAlias

from api.http.figures import local_time
from tools.nouns.figures import Counts, Durations, Summary, Times
from tools.times import rfc3339

CSV = "text/csv; charset=utf-8"
Value: TypeAlias = "str | int | float | None"
_COUNTS = ("reports", "incidents", "duplicates", "regressions", "noise_removed")
_SPENT = tuple(
    f"{name}_{part}" for name in ("mtta", "mttr_fixed", "mttr_recovered") for part in ("count", "p50", "p90", "mean")
)
COLUMNS = (
    "section", "name", "start", "service", "environment", "severity", *_COUNTS, *_SPENT,
    "seconds", "resolved_at", "helpful", "unhelpful", "help_rate", "merges", "merge_rate", "splits", "split_rate",
)  # fmt: skip
"""Durations in seconds, rates from 0 to 1; a value that does not apply to a row is empty."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Spreadsheets run a text that begins with one of these."""


def as_csv(found: Summary) -> str:
    """Return the whole summary as CSV."""
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in _rows(found):
        writer.writerow({name: _safe(value) for name, value in row.items()})
    return file.getvalue()


def file_name(found: Summary) -> str:
    """Return the file name for a browser."""
    first, last = (local_time(at, found.query.zone)[:10] for at in (found.query.since, found.query.until))
    return f"incidents-{first}-{last}.csv"


def _rows(found: Summary) -> Iterator[dict[str, Value]]:
    acts, zone = found.acts, found.query.zone
    rates = {"help_rate": acts.help_rate, "merge_rate": found.merge_rate, "split_rate": found.split_rate}
    said = {"helpful": acts.helpful, "unhelpful": acts.unhelpful, "merges": acts.merges, "splits": acts.splits}
    named: dict[str, Value] = {"section": "total", "start": local_time(found.query.since, zone)}
    yield named | _counts(found.counts) | _times(found.times) | rates | said
    for bucket in found.buckets:
        done = {
            "mtta_count": bucket.acknowledged,
            "mttr_fixed_count": bucket.fixed,
            "mttr_recovered_count": bucket.recovered,
        }
        named = {"section": found.query.bucket.value, "start": local_time(bucket.start, zone)}
        yield named | _counts(bucket.counts) | done
    for service in found.services:
        named = {"section": "service", "service": service.service}
        yield named | _counts(service.counts) | _times(service.times)
    for severity in found.severities:
        named = {"section": "severity", "severity": severity.severity.name, "incidents": severity.incidents}
        yield named | {"regressions": severity.regressions} | _times(severity.times)
    for back in found.recurring:
        named = {"section": "recurring", "name": f"{back.incident_id} {back.title}", "service": back.service}
        counts = {"incidents": back.incidents, "regressions": back.regressions}
        yield named | {"environment": back.environment} | counts
    for slow in found.slowest:
        named = {"section": "slowest", "name": f"{slow.incident_id} {slow.title}", "service": slow.service}
        where = {"environment": slow.environment, "severity": slow.severity.name}
        yield named | where | {"seconds": slow.seconds, "resolved_at": rfc3339(slow.resolved_at)}


def _counts(counts: Counts) -> dict[str, Value]:
    return {name: getattr(counts, name) for name in _COUNTS}


def _times(times: Times) -> dict[str, Value]:
    spent = (times.acknowledged, times.fixed, times.recovered)
    return dict(zip(_SPENT, (value for each in spent for value in _parts(each)), strict=True))


def _parts(each: Durations) -> tuple[Value, ...]:
    return each.count, each.p50, each.p90, each.mean


def _safe(value: Value) -> Value:
    """Prefix a text that a spreadsheet would run with an apostrophe, which spreadsheets hide."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
