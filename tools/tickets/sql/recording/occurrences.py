"""One report on its way into the store, and the row it becomes."""

from collections.abc import Iterable
from typing import Any

import orjson

from tools.nouns.decision_json import decision_to_json
from tools.nouns.decisions import Decision
from tools.nouns.policy import Mode, Policy
from tools.nouns.quick import quick_dataclass
from tools.nouns.reports import Candidates, Profile, Report
from tools.rules import outcomes
from tools.tickets.shared.reports import body_to_bytes, report_from
from tools.tickets.shared.stored_reports import RULES_READ, StoredReport
from tools.tickets.sql.database import Row
from tools.tickets.sql.transaction import Transaction, to_json

OccurrenceRow = tuple[Any, ...]

INSERT_OCCURRENCE = (
    "INSERT INTO occurrences (seq, tenant, request_id, ticket, fingerprint, received_at, event_at, severity, release,"
    " verdict, decision, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


@quick_dataclass(frozen=True, slots=True)
class RecordRequest(outcomes.RecordRequest):
    """A report whose body is serialised before it waits for the writer."""

    body: bytes


def record_request(
    report: Report, profile: Profile, candidates: Candidates | None, configured: Policy, mode: Mode
) -> RecordRequest:
    """Serialise the body. Raises InvalidRequest for text that is not valid Unicode."""
    body = body_to_bytes(report, profile)
    return RecordRequest(report, profile, profile.fingerprint, mode.policy(configured), mode, candidates, body)


def report_from_row(row: Row) -> Report:
    """Return the report of an `occurrences` row. Raises NotFound if its text was pruned."""
    stored = StoredReport(*(row[name] for name in RULES_READ))
    return report_from(row["tenant"], stored, None if row["body"] is None else orjson.loads(row["body"]))


def plain_row(seq: int, request: RecordRequest, ticket: str, fingerprint: str) -> OccurrenceRow:
    """Return the row of an exact hit on the live head: verdict and decision follow from the row itself."""
    return _row(seq, request, ticket, fingerprint, request.report.event_at)


def insert_plain(txn: Transaction, rows: Iterable[OccurrenceRow]) -> None:
    """Append the gathered exact hits."""
    txn.sql.executemany(INSERT_OCCURRENCE, rows)


def insert_decided(txn: Transaction, request: RecordRequest, ticket: str, fingerprint: str, decision: Decision) -> None:
    """Append a report with the decision that put it there, at the event time used for the decision."""
    said = decision.verdict.value, to_json(decision_to_json(decision))
    row = _row(txn.next_seq(), request, ticket, fingerprint, request.moment.at, *said)
    txn.sql.execute(INSERT_OCCURRENCE, row)


def _row(
    seq: int,
    request: RecordRequest,
    ticket: str,
    fingerprint: str,
    event_at: float | None,
    verdict: str | None = None,
    decision: str | None = None,
) -> OccurrenceRow:
    report = request.report
    return (
        seq,
        report.tenant,
        report.request_id,
        ticket,
        fingerprint,
        report.received_at,
        event_at,
        report.severity,
        report.release,
        verdict,
        decision,
        request.body,
    )
