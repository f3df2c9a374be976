"""Queued reports as text and back. Also reads the reports that older builds queued."""

import json

import orjson

from tools.errors import InvalidRequest
from tools.ids import is_request_id
from tools.nouns.json_types import Json, Stored
from tools.nouns.queued import QueuedReport
from tools.nouns.redacted import NOTHING, Redacted, derived, stored
from tools.nouns.reports import Report
from tools.nouns.severity import Severity

KIND = "report/1"
_OPTIONAL = ("environment", "source", "release", "occurred_at")


def queued_to_text(queued: QueuedReport) -> Redacted:
    """One line of ASCII JSON: SQS refuses some Unicode characters, which an alert may contain."""
    report = queued.report
    told: Json = {
        "kind": KIND,
        "request_id": report.request_id,
        "tenant": report.tenant,
        "service": report.service,
        "log": report.log,
        "received_at": report.received_at,
    }
    told |= {name: value for name in _OPTIONAL if (value := getattr(report, name)) not in (None, "")}
    if report.severity is not None:
        told["severity"] = report.severity.name
    if report.labels:
        told["labels"] = dict(report.labels)
    if queued.traceparent:
        told["traceparent"] = queued.traceparent
    told |= {name: True for name in ("keyed", "through_graph") if getattr(queued, name)}
    return derived(json.dumps(told, separators=(",", ":")))


def queued_from_text(text: str) -> QueuedReport:
    """The queued report in a message. Raises InvalidRequest, which says what is wrong, for anything else."""
    try:
        told = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise InvalidRequest(f"the message is not JSON: {error}") from error
    if not isinstance(told, dict) or told.get("kind") != KIND:
        raise InvalidRequest(f"the message is not a queued report: its `kind` is not {KIND}")
    try:
        return _queued(told)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidRequest(f"the queued report cannot be read: {type(error).__name__} {error}") from error


def _queued(told: Stored) -> QueuedReport:
    if not is_request_id(told["request_id"]):
        raise ValueError("request_id does not have the form of a request id")
    release = told.get("release")
    occurred_at = told.get("occurred_at")
    report = Report(
        request_id=told["request_id"],
        tenant=_word(told["tenant"]),
        service=_word(told["service"]),
        log=_word(told["log"]),
        received_at=float(told["received_at"]),
        environment=stored(str(told.get("environment", NOTHING))),
        severity=Severity[told["severity"]] if "severity" in told else None,
        labels={stored(str(name)): stored(str(value)) for name, value in told.get("labels", {}).items()},
        release=None if release is None else _word(release),
        occurred_at=None if occurred_at is None else float(occurred_at),
        source=stored(str(told.get("source", NOTHING))),
        queued=True,
    )
    traceparent = told.get("traceparent", "")
    return QueuedReport(
        report,
        bool(told.get("keyed")),
        bool(told.get("through_graph")),
        traceparent if isinstance(traceparent, str) else "",
    )


def _word(value: object) -> Redacted:
    if not isinstance(value, str) or not value:
        raise ValueError(f"{value!r:.40} is not a non-empty text")
    return stored(value)
