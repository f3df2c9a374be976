"""Occurrences that came after their ticket's resolve open the regression at once."""

import sqlite3

from tools.nouns.decisions import Verdict
from tools.nouns.events import Regressed
from tools.nouns.policy import Policy
from tools.nouns.severity import Severity
from tools.rules.lifecycle import Generation, Moment, recurrence_severity, recurs
from tools.tickets.embedded import outbox
from tools.tickets.embedded.recording.tickets import insert_ticket, notice
from tools.tickets.embedded.regrouping.grouping import occurrences_after, recount, regroup
from tools.tickets.embedded.transaction import Transaction

INHERITED = ("tenant", "lineage", "service", "environment", "release", "title", "first_seen", "last_seen")


def open_recurrence(txn: Transaction, row: sqlite3.Row, resolved: Generation, policy: Policy) -> None:
    """Show what came after the resolve on a new generation; the rows stay where they were stored."""
    assert resolved.resolved_at is not None
    # A row read before it was closed has no number yet: its resolve is the newest of all.
    resolved_seq = row["resolved_seq"] or txn.next_seq()
    after = occurrences_after(txn.sql, row["id"], resolved.resolved_at, resolved_seq)
    later = [each for each in after if _recurs(each, resolved_seq, resolved, policy)]
    if not later:
        return
    worst = max((each["severity"] for each in later if each["severity"] is not None), default=None)
    severity = recurrence_severity(None if worst is None else Severity(worst), policy)
    values = {name: row[name] for name in INHERITED} | {
        "generation": row["generation"] + 1,
        "regression_of": row["id"],
        "severity": int(severity),
    }
    ticket = insert_ticket(txn, values)
    regroup(txn, [each["seq"] for each in later], ticket["id"])
    for changed in {each["shown_on"] for each in later} | {row["id"], ticket["id"]}:
        recount(txn, changed)
    _announce(txn, ticket, later)


def _recurs(occurrence: sqlite3.Row, resolved_seq: int, resolved: Generation, policy: Policy) -> bool:
    moment = Moment(occurrence["event_at"], occurrence["received_at"])
    stored_after = occurrence["seq"] > resolved_seq
    return recurs(resolved, moment, occurrence["release"], policy, stored_after=stored_after)


def _announce(txn: Transaction, ticket: sqlite3.Row, later: list[sqlite3.Row]) -> None:
    first = later[0]
    known = min(each["received_at"] if each["event_at"] is None else each["event_at"] for each in later)
    txn.event(ticket["tenant"], ticket["id"], "system", Regressed(ticket["regression_of"], known, moved=len(later)))
    said = notice(txn, ticket, Verdict.REGRESSION.value)
    outbox.enqueue(txn, outbox.NOTIFY, ticket, first["request_id"], first["fingerprint"], said)
    verdict = {"verdict": Verdict.REGRESSION.value}
    outbox.enqueue(txn, outbox.ADVISE, ticket, first["request_id"], first["fingerprint"], verdict)
