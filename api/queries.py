"""Turns the filters of an incident list, from HTTP or a command, into the store's query."""

from tools.errors import InvalidRequest
from tools.nouns.incidents import IncidentQuery, Sort, Status
from tools.nouns.severity import Severity
from tools.text.hostile_characters import checked_name


def incident_query(
    *,
    status: str | None = None,
    service: str | None = None,
    severity: str | None = None,
    environment: str | None = None,
    recovering: bool | None = None,
    text: str | None = None,
    label: str | None = None,
    since: float | None = None,
    until: float | None = None,
    sort: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> IncidentQuery:
    """Return the query; None or "" does not filter. `label` is `name:value`; `since` and `until` are epoch seconds.

    Raises InvalidRequest, naming the field and the values allowed.
    """
    return IncidentQuery(
        status=_status(status),
        service=_name("service", service),
        severity=_severity(severity),
        environment=_name("environment", environment),
        recovering=recovering,
        text=_name("q", text),
        label=_label(label),
        since=since,
        until=until,
        sort=_sort(sort),
        limit=limit,
        cursor=_name("cursor", cursor),
    )


def _status(word: str | None) -> Status | None:
    try:
        return Status(word.upper()) if word else None
    except ValueError as error:
        raise InvalidRequest(f"status: use {', '.join(Status)}") from error


def _severity(word: str | None) -> Severity | None:
    try:
        return Severity.parse(word) if word else None
    except ValueError as error:
        raise InvalidRequest(f"severity: {error}") from error


def _label(said: str | None) -> tuple[str, str] | None:
    name, colon, value = (_name("label", said) or "").partition(":")
    if said and not (name and colon and value):
        raise InvalidRequest("label: write name:value, for example team:payments")
    return (name, value) if name else None


def _sort(word: str | None) -> Sort:
    try:
        return Sort(word.lower()) if word else Sort.NEWEST
    except ValueError as error:
        raise InvalidRequest(f"sort: use {', '.join(Sort)}") from error


def _name(field: str, value: str | None) -> str | None:
    try:
        return checked_name(value) if value else None
    except ValueError as error:
        raise InvalidRequest(f"{field}: {error}") from error
