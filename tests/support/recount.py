"""Figures counted by hand from what a store exports: plain loops over plain rows, slow and independent of the product.

Of the product it uses only the nouns of questions and answers.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.support.exported import Exported, Row, Ticket, exported
from tools.nouns.figures import BucketSize, FigureQuery, Summary


def recounted(path: Path, tenant: str, query: FigureQuery) -> Row:
    """The figures of a query, from an exported file."""
    return _figures(exported(path, tenant), query)


def told(found: Summary) -> Row:
    """The same figures, as the product gives them."""
    times, acts = found.times, found.acts
    return {
        "counts": _counts(found.counts),
        "times": _three(times),
        "buckets": [
            (each.start, _counts(each.counts), each.acknowledged, each.fixed, each.recovered) for each in found.buckets
        ],
        "services": {each.service: (_counts(each.counts), _three(each.times)) for each in found.services},
        "severities": {
            int(each.severity): (each.incidents, each.regressions, _three(each.times)) for each in found.severities
        },
        "recurring": {each.root_id: (each.incidents, each.regressions) for each in found.recurring},
        "slowest": [each.seconds for each in found.slowest],
        "acts": (acts.helpful, acts.unhelpful, acts.merges, acts.splits),
    }


def _figures(found: Exported, query: FigureQuery) -> Row:
    def asked(service: str, environment: str) -> bool:
        return query.service in (None, service) and query.environment in (None, environment)

    def inside(at: float | None) -> bool:
        return at is not None and query.since <= at < query.until

    reports = [each for each in found.reports if inside(each[0]) and asked(each[1], each[2])]
    counting = [
        each for each in found.tickets.values() if each.status != "MERGED" and asked(each.service, each.environment)
    ]
    acts = [(kind, helpful) for kind, at, *where, helpful in found.acts if inside(at) and asked(*where)]
    back = [each.root for each in counting if inside(each.first_seen) and each.regression]
    slowest = sorted((_spent(each, each.resolved_at) for each in counting if inside(_fixed(each))), reverse=True)
    severities = {each.severity for each in counting}
    by_severity = {key: _group([each for each in counting if each.severity == key], [], inside) for key in severities}
    names = {each.service for each in counting} | {each[1] for each in reports}
    by_service = {
        name: _group([each for each in counting if each.service == name], [r for r in reports if r[1] == name], inside)
        for name in names
    }
    nothing = _group([], [], inside)
    counts, times = _group(counting, reports, inside)
    return {
        "counts": counts,
        "times": times,
        "buckets": list(_buckets(counting, reports, query)),
        "services": {name: group for name, group in by_service.items() if group != nothing},
        "severities": {
            key: (group[0][1], group[0][2], group[1]) for key, group in by_severity.items() if group != nothing
        },
        "recurring": {
            root: (sum(inside(each.first_seen) for each in counting if each.root == root), back.count(root))
            for root in set(back)
        },
        "slowest": slowest[:10],
        "acts": (
            acts.count(("feedback", True)), acts.count(("feedback", False)),
            sum(kind == "merged" for kind, _ in acts), sum(kind == "split" for kind, _ in acts),
        ),
    }  # fmt: skip


def _group(tickets: list[Ticket], reports: list[Any], inside: Any) -> tuple[Any, Any]:
    opened = [each for each in tickets if inside(each.first_seen)]
    return (
        (len(reports), len(opened), sum(each.regression for each in opened)),
        (
            _summed([_spent(each, min(each.acknowledged)) for each in tickets if inside(_acknowledged(each))]),
            _summed([_spent(each, each.resolved_at) for each in tickets if inside(_fixed(each))]),
            _summed([_spent(each, each.resolved_at) for each in tickets if inside(_recovered(each))]),
        ),
    )


def _buckets(tickets: list[Ticket], reports: list[Any], query: FigureQuery) -> Iterator[tuple[Any, ...]]:
    """Every quarter hour of the range has a bucket; what happened in it is counted there."""
    starts: dict[Any, float] = {}
    at = query.since
    while at < query.until:
        starts.setdefault(_bucket(at, query), at)
        at += 900
    for bucket, start in sorted(starts.items(), key=lambda each: each[1]):

        def inside(at: float | None, bucket: Any = bucket) -> bool:
            return at is not None and query.since <= at < query.until and _bucket(at, query) == bucket

        opened = [each for each in tickets if inside(each.first_seen)]
        yield (
            start,
            (sum(inside(each[0]) for each in reports), len(opened), sum(each.regression for each in opened)),
            sum(inside(_acknowledged(each)) for each in tickets),
            sum(inside(_fixed(each)) for each in tickets),
            sum(inside(_recovered(each)) for each in tickets),
        )


def _bucket(at: float, query: FigureQuery) -> tuple[Any, ...] | date:
    local = datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(query.zone))
    if query.bucket is BucketSize.HOUR:
        return local.date(), local.hour, local.utcoffset()
    return local.date() if query.bucket is BucketSize.DAY else local.date() - timedelta(days=local.weekday())


def _acknowledged(ticket: Ticket) -> float | None:
    return min(ticket.acknowledged, default=None)


def _is_recovered(ticket: Ticket) -> bool:
    return ticket.resolution is not None and ticket.resolution.get("kind") == "recovered"


def _fixed(ticket: Ticket) -> float | None:
    return None if ticket.status != "RESOLVED" or _is_recovered(ticket) else ticket.resolved_at


def _recovered(ticket: Ticket) -> float | None:
    return ticket.resolved_at if ticket.status == "RESOLVED" and _is_recovered(ticket) else None


def _spent(ticket: Ticket, until: float | None) -> float:
    assert until is not None
    return max(0.0, until - ticket.first_seen)


def _summed(seconds: list[float]) -> tuple[Any, ...]:
    """(how many, median, 90th percentile, mean) by nearest rank."""
    ordered, count = sorted(seconds), len(seconds)
    if not count:
        return 0, None, None, None
    return count, ordered[ceil(count / 2) - 1], ordered[ceil(count * 9 / 10) - 1], round(sum(ordered) / count, 3)


def _three(times: Any) -> tuple[Any, ...]:
    each = (times.acknowledged, times.fixed, times.recovered)
    return tuple((one.count, one.p50, one.p90, None if one.mean is None else round(one.mean, 3)) for one in each)


def _counts(counts: Any) -> tuple[int, int, int]:
    return counts.reports, counts.incidents, counts.regressions
