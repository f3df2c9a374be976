"""A report's body: its text and the fields stored with it, which pruning drops together."""

import orjson

from tools.errors import InvalidRequest, NotFound
from tools.nouns.json_types import Json, Stored
from tools.nouns.reports import Profile, Report
from tools.nouns.severity import Severity
from tools.tickets.shared.stored_reports import StoredReport


def body_of(report: Report, profile: Profile) -> Json:
    """Return the body in plain JSON types without empty fields. Every report passes through here."""
    body: Json = {"service": report.service, "log": report.log}
    for name in ("environment", "labels", "source"):
        if value := getattr(report, name):
            body[name] = value if isinstance(value, str) else dict(value)
    if report.occurred_at is not None:
        body["occurred_at"] = report.occurred_at
    if profile.params:
        body["params"] = profile.params
    return body


def body_to_bytes(report: Report, profile: Profile) -> bytes:
    """Return the body as bytes. Raises InvalidRequest for text that is not valid Unicode."""
    try:
        return orjson.dumps(body_of(report, profile))
    except TypeError as error:
        raise InvalidRequest(f"the report cannot be stored: {error}") from error


def report_from(tenant: str, stored: StoredReport, body: Stored | None) -> Report:
    """Return the report from its stored fields and body. Raises NotFound if its text was pruned."""
    if body is None:
        raise NotFound(f"the text of report {stored.request_id[:80]!r} was pruned")
    return Report(
        request_id=stored.request_id,
        tenant=tenant,
        received_at=stored.received_at,
        severity=None if stored.severity is None else Severity(stored.severity),
        release=stored.release,
        **{name: value for name, value in body.items() if name != "params"},
    )
