"""Everything but the plain exact hit: new problems, semantic joins, regressions, late reports, escalations."""

import sqlite3
from collections.abc import Sequence

from tools.ids import new_incident_id
from tools.nouns.decisions import Decision
from tools.nouns.events import RETURNS, Joined
from tools.nouns.incidents import Status
from tools.nouns.redacted import stored
from tools.rules import decisions, outcomes
from tools.rules.choosing import Choice, Judged
from tools.rules.learning import Lesson
from tools.rules.lifecycle import Generation, place
from tools.tickets.embedded.recording import learning, semantic
from tools.tickets.embedded.recording.aliases import insert_alias
from tools.tickets.embedded.recording.occurrences import Order, insert_decided
from tools.tickets.embedded.recording.tickets import apply, count_one, insert_ticket, subject_of, ticket_row
from tools.tickets.embedded.transaction import Transaction, to_json


def decide(txn: Transaction, order: Order, lineage: str | None, fingerprint: str) -> str:
    """Record a report; `lineage` is known for an exact hit. Returns the ticket it was counted on."""
    if lineage is not None:
        return _known(txn, order, lineage, fingerprint)
    keys = learning.keys_of(order.report.tenant, order.report.service, order.profile)
    taught = learning.lesson(txn.sql, order.report, order.profile, keys)
    if taught is not None:
        return _learned(txn, order, taught, keys)
    if order.candidates is None:
        return _new(txn, order, Choice(None, ()), keys)
    report = order.report
    choice = semantic.decide(
        txn.sql, report.tenant, report.service, report.environment, order.profile, order.candidates, order.policy
    )
    if choice.winner is None:
        return _new(txn, order, choice, keys)
    return _joined(txn, order, choice, choice.winner, keys)


def _known(txn: Transaction, order: Order, lineage: str, fingerprint: str) -> str:
    return _put_on(txn, order, lineage, fingerprint, decisions.exact(order.profile.version))[0]


def _joined(txn: Transaction, order: Order, choice: Choice, winner: Judged, keys: Sequence[int]) -> str:
    lineage = winner.option.lineage
    found = _explained(txn.sql, decisions.judged(order.profile, winner), choice, lineage)
    return _lead(txn, order, lineage, found, keys)


def _learned(txn: Transaction, order: Order, taught: Lesson, keys: Sequence[int]) -> str:
    found = decisions.learned(order.profile, taught.sibling, taught.position)
    ticket = _lead(txn, order, taught.lineages[0], found, keys)
    learning.gather(txn, order.report.tenant, taught)
    return ticket


def _lead(txn: Transaction, order: Order, lineage: str, found: Decision, keys: Sequence[int]) -> str:
    """Make a new fingerprint lead to a lineage, and count its first report there."""
    insert_alias(txn, order, lineage, found.method, keys)
    ticket, decision = _put_on(txn, order, lineage, order.profile.fingerprint, found)
    txn.event(order.report.tenant, ticket, "system", Joined(decision, order.report.request_id))
    return ticket


def _new(txn: Transaction, order: Order, choice: Choice, keys: Sequence[int]) -> str:
    searched = order.candidates is not None
    found = decisions.unmatched(order.profile, choice, order.report.severity, searched=searched)
    found = _explained(txn.sql, found, choice, None)
    opening = outcomes.of_new(order, found, new_incident_id(txn.now), txn.now, searched=searched)
    ticket = opening.ticket.subject
    insert_ticket(txn, opening.ticket, occurrences=1)
    insert_alias(txn, order, ticket.root_id, "first", keys)
    insert_decided(txn, order, ticket.incident_id, order.profile.fingerprint, order.moment, opening.decision)
    apply(txn, ticket, opening.effects)
    return ticket.incident_id


def _put_on(txn: Transaction, order: Order, lineage: str, fingerprint: str, found: Decision) -> tuple[str, Decision]:
    """Count a report where it belongs in a lineage; returns the ticket and the whole decision."""
    refires = refires_of(txn.sql, lineage) if order.policy.flap_count else []
    placement = place(generations_of(txn.sql, lineage), order.report, order.policy, refires)
    old = subject_of(ticket_row(txn.sql, order.report.tenant, placement.generation.incident_id))
    outcome = outcomes.of_known(order, found, placement, old, new_incident_id(txn.now), txn.now)
    ticket = old if outcome.opens is None else outcome.opens.subject
    if outcome.opens is None:
        count_one(txn, ticket.incident_id, order.moment)
    else:
        insert_ticket(txn, outcome.opens, occurrences=1)
    apply(txn, ticket, outcome.effects)
    insert_decided(txn, order, ticket.incident_id, fingerprint, order.moment, outcome.decision)
    return ticket.incident_id, outcome.decision


def _explained(sql: sqlite3.Connection, found: Decision, choice: Choice, lineage: str | None) -> Decision:
    """Keep with a decision what was refused and what is offered to people instead."""
    heads = {each: semantic.newest(sql, each) for each in decisions.shown(choice, lineage)}
    named = {each: decisions.Head(head["id"], stored(head["title"])) for each, head in heads.items()}
    return decisions.explained(found, choice, lineage, named)


def generations_of(sql: sqlite3.Connection, lineage: str) -> list[Generation]:
    """A lineage's tickets, oldest first."""
    rows = sql.execute(
        "SELECT id, generation, status, resolved_at, fixed_release FROM tickets WHERE lineage = ? ORDER BY generation",
        (lineage,),
    )
    return [Generation(row[0], row[1], Status(row[2]), row[3], row[4]) for row in rows]


def refires_of(sql: sqlite3.Connection, lineage: str) -> list[float]:
    """When the lineage came back before, by event time."""
    rows = sql.execute(
        "SELECT json_extract(e.data, '$.event_at') FROM events e JOIN tickets t ON t.id = e.ticket"
        " WHERE t.lineage = ? AND e.kind IN (SELECT value FROM json_each(?))",
        (lineage, to_json(sorted(RETURNS))),
    )
    return [row[0] for row in rows]
