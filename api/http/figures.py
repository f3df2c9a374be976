"""Figures as JSON. Times inside a range are shown in its time zone, with their offset."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from api.http.figure_answers import (
    BucketAnswer,
    Counted,
    RecurringAnswer,
    RepairTime,
    ServiceAnswer,
    SeverityAnswer,
    SlowFixAnswer,
    SpentTime,
    SummaryAnswer,
)
from tools.nouns.figures import BucketFigures, Counts, Durations, RecurringProblem, SlowFix, Summary, Times
from tools.times import rfc3339


def local_time(at: float, zone: str) -> str:
    """Format epoch seconds in a zone, with its offset at the time: `2026-03-29T00:00:00+01:00`; UTC is `Z`."""
    moment = datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(zone))
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def summary(found: Summary) -> SummaryAnswer:
    """Return the answer to a query for figures."""
    query, acts = found.query, found.acts
    return {
        "from": local_time(query.since, query.zone),
        "to": local_time(query.until, query.zone),
        "tz": query.zone,
        "bucket": query.bucket.value,
        "service": query.service,
        "environment": query.environment,
        **_counted(found.counts),
        "mtta": _spent(found.times.acknowledged),
        "mttr": _repair(found.times),
        "buckets": [_bucket(each, query.zone) for each in found.buckets],
        "services": [_service(each.service, each.counts, each.times) for each in found.services],
        "severities": [
            _severity(each.severity.name, each.incidents, each.regressions, each.times) for each in found.severities
        ],
        "recurring": [_recurring(each) for each in found.recurring],
        "slowest": [_slow(each) for each in found.slowest],
        "feedback": {"helpful": acts.helpful, "unhelpful": acts.unhelpful, "help_rate": acts.help_rate},
        "corrections": {
            "merges": acts.merges,
            "merge_rate": found.merge_rate,
            "splits": acts.splits,
            "split_rate": found.split_rate,
        },
    }


def _counted(counts: Counts) -> Counted:
    return {
        "reports": counts.reports,
        "incidents": counts.incidents,
        "duplicates": counts.duplicates,
        "regressions": counts.regressions,
        "noise_removed": counts.noise_removed,
    }


def _spent(seconds: Durations) -> SpentTime:
    return {"count": seconds.count, "p50": seconds.p50, "p90": seconds.p90, "mean": seconds.mean}


def _repair(times: Times) -> RepairTime:
    return {"fixed": _spent(times.fixed), "recovered": _spent(times.recovered)}


def _bucket(found: BucketFigures, zone: str) -> BucketAnswer:
    return {
        "start": local_time(found.start, zone),
        **_counted(found.counts),
        "acknowledged": found.acknowledged,
        "fixed": found.fixed,
        "recovered": found.recovered,
    }


def _service(service: str, counts: Counts, times: Times) -> ServiceAnswer:
    return {"service": service, **_counted(counts), "mtta": _spent(times.acknowledged), "mttr": _repair(times)}


def _severity(severity: str, incidents: int, regressions: int, times: Times) -> SeverityAnswer:
    return {
        "severity": severity,
        "incidents": incidents,
        "regressions": regressions,
        "mtta": _spent(times.acknowledged),
        "mttr": _repair(times),
    }


def _recurring(found: RecurringProblem) -> RecurringAnswer:
    return {
        "incident_id": found.incident_id,
        "root_id": found.root_id,
        "title": found.title,
        "service": found.service,
        "environment": found.environment,
        "incidents": found.incidents,
        "regressions": found.regressions,
    }


def _slow(found: SlowFix) -> SlowFixAnswer:
    return {
        "incident_id": found.incident_id,
        "title": found.title,
        "service": found.service,
        "environment": found.environment,
        "severity": found.severity.name,
        "seconds": found.seconds,
        "resolved_at": rfc3339(found.resolved_at),
    }
