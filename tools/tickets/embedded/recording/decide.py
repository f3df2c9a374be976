"""Everything but the plain exact hit: new problems, semantic joins, regressions, late reports, escalations."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from tools.nouns.decisions import Verdict
from tools.nouns.events import RETURNS, Joined
from tools.nouns.incidents import Status
from tools.rules import decisions
from tools.rules.choosing import Choice, near
from tools.rules.effects import counted, opened, regressed
from tools.rules.lifecycle import Generation, Placement, place
from tools.rules.new_tickets import Subject, first_ticket, next_ticket
from tools.rules.titles import title_of
from tools.tickets.embedded.recording import learning, semantic
from tools.tickets.embedded.recording.aliases import insert_alias
from tools.tickets.embedded.recording.order import Order
from tools.tickets.embedded.recording.rows import insert_decided
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
    return _joined(txn, order, choice, keys)


def _known(txn: Transaction, order: Order, lineage: str, fingerprint: str) -> str:
    placement = _place(txn, order, lineage)
    assert placement.generation is not None
    decision = decisions.exact(
        order.profile.version, placement.verdict, placement.generation.incident_id, placement.late
    )
    return _apply(txn, order, fingerprint, placement, decision)


def _joined(txn: Transaction, order: Order, choice: Choice, keys: Sequence[int]) -> str:
    winner = choice.winner
    assert winner is not None
    lineage = winner.option.lineage
    placement = _place(txn, order, lineage)
    assert placement.generation is not None
    decision = decisions.joined(
        order.profile, placement.verdict, placement.generation.incident_id, winner, placement.late
    )
    _explain_refused(txn.sql, decision, choice, lineage)
    insert_alias(txn, order, lineage, winner.method, keys)
    ticket = _apply(txn, order, order.profile.fingerprint, placement, decision)
    txn.event(order.report.tenant, ticket, "system", Joined(decision, order.report.request_id))
    return ticket


def _learned(txn: Transaction, order: Order, taught: learning.Lesson, keys: Sequence[int]) -> str:
    lineage = taught.lineages[0]
    placement = _place(txn, order, lineage)
    assert placement.generation is not None
    decision = decisions.learned(order.profile, placement, taught.sibling, taught.position)
    insert_alias(txn, order, lineage, "learned", keys)
    ticket = _apply(txn, order, order.profile.fingerprint, placement, decision)
    txn.event(order.report.tenant, ticket, "system", Joined(decision, order.report.request_id))
    learning.gather(txn, order.report.tenant, taught)
    return ticket


def _new(txn: Transaction, order: Order, choice: Choice, keys: Sequence[int]) -> str:
    searched = order.candidates is not None
    report, profile = order.report, order.profile
    decision = decisions.opened(profile, choice.refused, searched=searched)
    _explain_refused(txn.sql, decision, choice, None)
    decisions.with_policy(decision, order.policy, order.mode, clamped=order.moment.clamped)
    opened_at = order.moment.known
    ticket = first_ticket(txn.new_incident_id(), report, profile, opened_at, order.policy, searched=searched)
    incident_id = ticket.subject.incident_id
    insert_ticket(txn, ticket, occurrences=1)
    insert_alias(txn, order, incident_id, "first", keys)
    insert_decided(txn, order, incident_id, profile.fingerprint, order.moment, Verdict.NEW, decision)
    apply(txn, ticket.subject, opened(ticket, order.source, txn.now, live_run=order.mode.live_run))
    return incident_id


def _place(txn: Transaction, order: Order, lineage: str) -> Placement:
    generations = generations_of(txn.sql, lineage)
    refires = refires_of(txn.sql, lineage) if order.policy.flap_count else []
    return place(generations, order.report, order.policy, refires)


def _apply(txn: Transaction, order: Order, fingerprint: str, placement: Placement, decision: dict[str, Any]) -> str:
    """Write what the placement says."""
    decisions.with_policy(decision, order.policy, order.mode, clamped=order.moment.clamped)
    assert placement.generation is not None
    old = subject_of(ticket_row(txn.sql, order.report.tenant, placement.generation.incident_id))
    if placement.verdict is Verdict.REGRESSION:
        ticket = _recur(txn, order, old)
    else:
        ticket = old.incident_id
        count_one(txn, ticket, order.moment)
        severity = order.report.severity
        apply(txn, old, counted(old, placement, order.moment, severity, order.source, txn.now))
    insert_decided(txn, order, ticket, fingerprint, order.moment, placement.verdict, decision)
    return ticket


def _recur(txn: Transaction, order: Order, old: Subject) -> str:
    """Open the lineage's next generation; returns its ticket."""
    report = order.report
    ticket = next_ticket(
        old,
        txn.new_incident_id(),
        report.severity,
        order.policy,
        title=title_of(order.profile, report.log),
        release=report.release,
        opened_at=order.moment.known,
    )
    insert_ticket(txn, ticket, occurrences=1)
    apply(txn, ticket.subject, regressed(ticket, order.source, txn.now, live_run=order.mode.live_run))
    return ticket.subject.incident_id


def _explain_refused(sql: sqlite3.Connection, decision: dict[str, Any], choice: Choice, lineage: str | None) -> None:
    """Keep with the decision what was refused and what is offered to people instead."""
    offered = near(choice, lineage)
    shown = {each.option.lineage for each in (*choice.refused[: decisions.MAX_REFUSED], *offered)}
    heads = {each: semantic.newest(sql, each) for each in shown}
    if choice.refused:
        ids = {each: head["id"] for each, head in heads.items()}
        decision["alternatives"] = decisions.alternatives(choice.refused, ids)
    if offered:
        named = {each: (head["id"], head["title"]) for each, head in heads.items()}
        decision["similar"] = decisions.suggested(offered, named)


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
