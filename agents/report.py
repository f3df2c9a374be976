"""Turns the graph's plain input into a redacted report, and back."""

from collections.abc import Mapping

from agents.state import Input
from tools.errors import InvalidRequest
from tools.ids import is_request_id, keyed_request_id, new_request_id
from tools.nouns.reports import MAX_LOG_BYTES, Report
from tools.nouns.severity import Severity
from tools.nouns.tenants import NAME, NAME_RULE
from tools.text.redaction.redact import redact


def read_report(state: Input, tenant: str, now: float) -> Report:
    """Check and redact the input of a run. A report that was already redacted stays as it is.

    Raises InvalidRequest when log or service is missing, too long or of the wrong type, or a value is unknown.
    """
    log, service = _text("log", state.get("log")), _text("service", state.get("service"))
    severity, occurred_at = _severity(state.get("severity")), _moment(state.get("occurred_at"))
    labels = state.get("labels") or {}
    if not isinstance(labels, Mapping):
        raise InvalidRequest('labels must be an object of strings, such as {"region": "eu"}')
    if not NAME.fullmatch(_word("tenant", tenant)):
        raise InvalidRequest(f"tenant: {NAME_RULE}")
    return Report(
        request_id=_request_id(_word("idempotency_key", state.get("idempotency_key")), tenant, now),
        tenant=tenant,
        service=redact(service),
        log=redact(log),
        received_at=now,
        environment=redact(_word("environment", state.get("environment"))),
        severity=severity,
        labels={redact(str(name)): redact(str(value)) for name, value in labels.items()},
        release=redact(_word("release", state.get("release"))) or None,
        occurred_at=occurred_at,
        source=redact(_word("source", state.get("source"))),
    )


def input_of(report: Report) -> Input:
    """The graph's input for a report that was already read, under the report's own request id."""
    return Input(
        log=report.log,
        service=report.service,
        environment=report.environment,
        severity=report.severity.name if report.severity else None,
        labels=dict(report.labels.items()),
        release=report.release,
        occurred_at=report.occurred_at,
        source=report.source,
        idempotency_key=report.request_id,
        tenant=report.tenant,
    )


def _request_id(key: str, tenant: str, now: float) -> str:
    """Our own ids pass. Any other key is hashed with its tenant, so that no client's string becomes an id."""
    if not key:
        return new_request_id(now)
    return key if is_request_id(key) else keyed_request_id(tenant, "graph", key)


def _text(name: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise InvalidRequest(f"{name} must be a non-empty string")
    if len(value.encode("utf-8", "replace")) > MAX_LOG_BYTES:
        raise InvalidRequest(f"{name} is longer than {MAX_LOG_BYTES} bytes: send the part that matters")
    return value


def _word(name: str, value: object) -> str:
    """The text; "" for none."""
    if value is not None and not isinstance(value, str):
        raise InvalidRequest(f"{name} must be a string")
    return value or ""


def _severity(value: object) -> Severity | None:
    if not value:
        return None
    try:
        return Severity.parse(str(value))
    except ValueError as error:
        raise InvalidRequest(f"severity: {error}") from error


def _moment(value: object) -> float | None:
    try:
        return None if value is None else float(str(value))
    except ValueError as error:
        raise InvalidRequest("occurred_at must be epoch seconds, such as 1790000000") from error
