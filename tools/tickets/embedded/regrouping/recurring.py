"""Occurrences that came after their ticket's resolve open the regression at once."""

import sqlite3

from tools.nouns.policy import Policy
from tools.rules.effects import Source, regressed
from tools.rules.lifecycle import Generation, Moment, recurs
from tools.rules.new_tickets import next_ticket, worst
from tools.tickets.embedded.recording.tickets import apply, insert_ticket, subject_of
from tools.tickets.embedded.regrouping.grouping import occurrences_after, recount, regroup
from tools.tickets.embedded.transaction import Transaction


def open_recurrence(txn: Transaction, row: sqlite3.Row, resolved: Generation, policy: Policy) -> None:
    """Show what came after the resolve on a new generation; the rows stay where they were stored."""
    assert resolved.resolved_at is not None
    # A row read before it was closed has no number yet: its resolve is the newest of all.
    resolved_seq = row["resolved_seq"] or txn.next_seq()
    after = occurrences_after(txn.sql, row["id"], resolved.resolved_at, resolved_seq)
    later = [each for each in after if _recurs(each, resolved_seq, resolved, policy)]
    if not later:
        return
    old, first = subject_of(row), later[0]
    ticket = next_ticket(
        old,
        txn.new_incident_id(),
        worst(each["severity"] for each in later),
        policy,
        title=old.title,
        release=row["release"],
        opened_at=min(_known(each) for each in later),
    )
    incident_id = ticket.subject.incident_id
    insert_ticket(txn, ticket)
    regroup(txn, [each["seq"] for each in later], incident_id)
    for changed in {each["shown_on"] for each in later} | {row["id"], incident_id}:
        recount(txn, changed)
    source = Source(first["request_id"], first["fingerprint"])
    apply(txn, ticket.subject, regressed(ticket, source, txn.now, live_run=False, moved=len(later)))


def _recurs(occurrence: sqlite3.Row, resolved_seq: int, resolved: Generation, policy: Policy) -> bool:
    moment = Moment(occurrence["event_at"], occurrence["received_at"])
    stored_after = occurrence["seq"] > resolved_seq
    return recurs(resolved, moment, occurrence["release"], policy, stored_after=stored_after)


def _known(occurrence: sqlite3.Row) -> float:
    return float(occurrence["received_at"] if occurrence["event_at"] is None else occurrence["event_at"])
