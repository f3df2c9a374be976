"""Occurrences that came after their ticket's resolve open the regression at once."""

from tools.nouns.policy import Policy
from tools.rules.lifecycle import Generation
from tools.rules.recovery import Occasion
from tools.tickets.shared.stored_reports import comes_after, open_regression
from tools.tickets.sql.database import Row
from tools.tickets.sql.problem.recovery import judge
from tools.tickets.sql.problem.shown_reports import occurrences_after, recount, regroup
from tools.tickets.sql.problem.tickets import apply, insert_ticket, subject_of
from tools.tickets.sql.transaction import Transaction


def open_recurrence(txn: Transaction, row: Row, resolved: Generation, policy: Policy) -> None:
    """Show what came after the resolve on a new generation; the rows stay where they were stored."""
    assert resolved.resolved_at is not None
    # A row read before it was closed has no number yet: its resolve is the newest event of all.
    resolved_seq = row["resolved_seq"] or txn.next_seq()
    after = occurrences_after(txn.sql, row["id"], resolved.resolved_at, resolved_seq)
    later = [each for each in after if comes_after(each, resolved, policy, stored_after=each.seq > resolved_seq)]
    if not later:
        return
    ticket, effects = open_regression(subject_of(row), row["release"], later, policy, txn.now)
    incident_id = ticket.subject.incident_id
    insert_ticket(txn, ticket)
    regroup(txn, [each.seq for each in later], incident_id)
    for changed in {each.shown_on for each in later} | {row["id"], incident_id}:
        recount(txn, changed)
    apply(txn, ticket.subject, effects)
    judge(txn, incident_id, Occasion.REGROUPED)
