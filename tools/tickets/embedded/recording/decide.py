"""Everything but the plain exact hit: new problems, semantic joins, regressions, late reports, escalations."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from tools.nouns.decisions import Verdict
from tools.nouns.events import RETURNS, CountedLate, Joined, Opened, Regressed, Reopened
from tools.nouns.incidents import Status
from tools.rules import decisions
from tools.rules.choosing import Choice, near
from tools.rules.lifecycle import (
    Generation,
    Moment,
    Placement,
    first_severity,
    moment_of,
    place,
    recurrence_severity,
)
from tools.tickets.embedded import outbox, pending
from tools.tickets.embedded.recording import learning, semantic
from tools.tickets.embedded.recording.aliases import insert_alias
from tools.tickets.embedded.recording.order import Order
from tools.tickets.embedded.recording.rows import insert_decided
from tools.tickets.embedded.recording.tickets import count_one, escalate, notice, open_ticket, ticket_row
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
    moment = moment_of(report.occurred_at, report.received_at)
    decision = decisions.opened(profile, choice.refused, searched=searched)
    _explain_refused(txn.sql, decision, choice, None)
    decisions.with_policy(decision, order.policy, order.mode, clamped=moment.clamped)
    mask = pending.FRESH if searched else pending.FRESH | pending.SEMANTIC
    ticket = open_ticket(txn, report, profile, moment, first_severity(report, order.policy), {"pending": mask})
    insert_alias(txn, order, ticket["lineage"], "first", keys)
    insert_decided(txn, order, ticket["id"], profile.fingerprint, moment, Verdict.NEW, decision)
    txn.event(report.tenant, ticket["id"], "system", Opened(report.request_id))
    _announce(txn, order, ticket, Verdict.NEW)
    if not searched:
        outbox.enqueue(txn, outbox.MATCH, ticket, report.request_id, profile.fingerprint, {})
    return str(ticket["id"])


def _place(txn: Transaction, order: Order, lineage: str) -> Placement:
    generations = generations_of(txn.sql, lineage)
    refires = refires_of(txn.sql, lineage) if order.policy.flap_count else []
    return place(generations, order.report, order.policy, refires)


def _apply(txn: Transaction, order: Order, fingerprint: str, placement: Placement, decision: dict[str, Any]) -> str:
    """Write what the placement says."""
    report = order.report
    moment = moment_of(report.occurred_at, report.received_at)
    decisions.with_policy(decision, order.policy, order.mode, clamped=moment.clamped)
    assert placement.generation is not None
    old = ticket_row(txn.sql, report.tenant, placement.generation.incident_id)
    if placement.verdict is Verdict.REGRESSION:
        ticket = _recur(txn, order, old, moment)
    else:
        ticket = old
        _count(txn, order, old, moment, placement)
    insert_decided(txn, order, ticket["id"], fingerprint, moment, placement.verdict, decision)
    return str(ticket["id"])


def _recur(txn: Transaction, order: Order, old: sqlite3.Row, moment: Moment) -> sqlite3.Row:
    """Open the lineage's next generation."""
    report = order.report
    severity = recurrence_severity(report.severity, order.policy)
    extra = {"lineage": old["lineage"], "generation": old["generation"] + 1, "regression_of": old["id"]}
    ticket = open_ticket(txn, report, order.profile, moment, severity, extra)
    regressed = Regressed(old["id"], moment.known, request_id=report.request_id)
    txn.event(report.tenant, ticket["id"], "system", regressed)
    _announce(txn, order, ticket, Verdict.REGRESSION)
    return ticket


def _count(txn: Transaction, order: Order, ticket: sqlite3.Row, moment: Moment, placement: Placement) -> None:
    """Count a joined report, with what it changes on the ticket."""
    report = order.report
    count_one(txn, ticket["id"], moment)
    if placement.late:
        late = CountedLate(report.request_id, placement.late.value, moment.at)
        txn.event(report.tenant, ticket["id"], "system", late)
    if placement.reopens:
        _reopen(txn, ticket, report.request_id, moment)
    escalate(txn, ticket, report.severity, report.request_id, "system")


def _reopen(txn: Transaction, ticket: sqlite3.Row, request_id: str, moment: Moment) -> None:
    """Flap damping: the same ticket is live again; its resolves stay on the timeline. People are told once."""
    txn.sql.execute(
        "UPDATE tickets SET status = ?, flapping = 1, resolved_at = NULL, resolved_seq = NULL, fixed_release = NULL,"
        " resolution = NULL WHERE id = ?",
        (Status.OPEN.value, ticket["id"]),
    )
    txn.event(ticket["tenant"], ticket["id"], "system", Reopened(moment.known))
    if not ticket["flapping"]:
        outbox.enqueue(txn, outbox.NOTIFY, ticket, request_id, "", notice(txn, ticket, "flapping"))


def _announce(txn: Transaction, order: Order, ticket: sqlite3.Row, verdict: Verdict) -> None:
    """Queue what a fresh ticket needs: people told, and advice, by the live run if there is one."""
    rid, fingerprint = order.report.request_id, order.profile.fingerprint
    outbox.enqueue(txn, outbox.NOTIFY, ticket, rid, fingerprint, notice(txn, ticket, verdict.value))
    payload, live = {"verdict": verdict.value}, order.mode.live_run
    outbox.enqueue(txn, outbox.ADVISE, ticket, rid, fingerprint, payload, leased=live)


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
