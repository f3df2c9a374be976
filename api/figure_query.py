"""Turns the parameters of a question for figures, from HTTP or a command, into the store's query."""

import re
from datetime import UTC, datetime

from tools.analytics.ranges import DAY_SECONDS, query_of, zone_of
from tools.errors import InvalidRequest
from tools.nouns.figures import BucketSize, FigureQuery
from tools.text.hostile_characters import checked_name

DEFAULT_DAYS = 30
TIME_PATTERN = (
    "^$|^[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    "(T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?(Z|[+-](0[0-9]|1[0-2]):[0-5][0-9])?)?$"
)
"""A regular expression for the accepted times, for the API's description."""

_LOST_PLUS = re.compile(r"(?<=\d) (?=\d\d:?\d\d$)")
"""In an address a plus means a space, so `…T00:00:00+01:00` often arrives without it."""


def figure_query(
    now: float,
    *,
    since: str | None = None,
    until: str | None = None,
    zone: str | None = None,
    bucket: str | None = None,
    service: str | None = None,
    environment: str | None = None,
) -> FigureQuery:
    """The query: of the last 30 days, by days, in UTC, if nothing else is said. `now` in epoch seconds.

    Raises InvalidRequest, naming the field and what it may hold.
    """
    zone = zone or "UTC"
    end = now if not until else _moment("to", until, zone)
    start = end - DEFAULT_DAYS * DAY_SECONDS if not since else _moment("from", since, zone)
    return query_of(
        start,
        end,
        zone=zone,
        bucket=_bucket(bucket),
        service=_name("service", service),
        environment=_name("environment", environment),
    )


def _moment(field: str, text: str, zone: str) -> float:
    """Return a date or time in epoch seconds; without an offset it is local time in the zone."""
    text = text.strip()
    if "T" in text:
        text = _LOST_PLUS.sub("+", text)
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone_of(zone))
        return moment.astimezone(UTC).timestamp()
    except (ValueError, OverflowError) as error:
        raise InvalidRequest(
            f"{field}: {text[:40]!r} is not a time: use 2026-01-31 or 2026-01-31T12:00:00+01:00"
        ) from error


def _bucket(word: str | None) -> BucketSize:
    try:
        return BucketSize(word.lower()) if word else BucketSize.DAY
    except ValueError as error:
        raise InvalidRequest(f"bucket: use {', '.join(BucketSize)}") from error


def _name(field: str, value: str | None) -> str | None:
    try:
        return checked_name(value) if value else None
    except ValueError as error:
        raise InvalidRequest(f"{field}: {error}") from error
