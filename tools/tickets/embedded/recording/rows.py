"""Writes of occurrences."""

from collections.abc import Iterable
from typing import Any

from tools.nouns.decision_json import decision_to_json
from tools.nouns.decisions import Decision
from tools.rules.lifecycle import Moment
from tools.tickets.embedded.recording.order import Order
from tools.tickets.embedded.transaction import Transaction, to_json

OccurrenceRow = tuple[Any, ...]

INSERT_OCCURRENCE = (
    "INSERT INTO occurrences (seq, tenant, request_id, ticket, fingerprint, received_at, event_at, severity, release,"
    " verdict, decision, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def plain_row(seq: int, order: Order, ticket: str, fingerprint: str) -> OccurrenceRow:
    """An exact hit on the live head: verdict and decision follow from the row itself."""
    report = order.report
    return (
        seq,
        report.tenant,
        report.request_id,
        ticket,
        fingerprint,
        report.received_at,
        report.occurred_at,
        report.severity,
        report.release,
        None,
        None,
        order.body,
    )


def insert_plain(txn: Transaction, rows: Iterable[OccurrenceRow]) -> None:
    """Append the gathered exact hits."""
    txn.sql.executemany(INSERT_OCCURRENCE, rows)


def insert_decided(
    txn: Transaction,
    order: Order,
    ticket: str,
    fingerprint: str,
    moment: Moment,
    decision: Decision,
) -> int:
    """Append an occurrence with the decision that put it there; returns its sequence number."""
    seq = txn.next_seq()
    row = list(plain_row(seq, order, ticket, fingerprint))
    row[6], row[9], row[10] = moment.at, decision.verdict.value, to_json(decision_to_json(decision))
    txn.sql.execute(INSERT_OCCURRENCE, row)
    return seq
