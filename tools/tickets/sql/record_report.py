"""Records a report in the writer's transaction, if it is more than one more occurrence of a live problem."""

from collections.abc import Sequence

from tools.ids import new_incident_id
from tools.nouns.decisions import Decision
from tools.nouns.events import Joined
from tools.nouns.redacted import stored
from tools.rules import decisions, outcomes
from tools.rules.choices import Choice
from tools.rules.effects import SYSTEM
from tools.rules.lifecycle import place
from tools.rules.recovery import Occasion
from tools.tickets.sql.database import Sql
from tools.tickets.sql.figures.roll_up import count_report
from tools.tickets.sql.problem.activations import StoredActivation
from tools.tickets.sql.problem.aliases import identity_of, insert_alias, lineage_of
from tools.tickets.sql.problem.recovery import judge
from tools.tickets.sql.problem.tickets import (
    apply,
    count_one,
    generations_of,
    insert_ticket,
    named_head,
    refires_of,
    subject_of,
    tell_growth,
    ticket_row,
)
from tools.tickets.sql.recording import lessons
from tools.tickets.sql.recording.dedup_keys import by_key
from tools.tickets.sql.recording.occurrences import RecordRequest, insert_decided
from tools.tickets.sql.recording.semantic import choose_among
from tools.tickets.sql.transaction import Transaction


def record_report(txn: Transaction, request: RecordRequest, known: Sequence[StoredActivation] = ()) -> None:
    """Record one report. `known` is what is stored about the alert that fires, if the report is about one.

    1. Read the alias of its fingerprint, or of the one that a split gave it: a known problem is counted.
    2. If it is unknown, the alert's key, a word learned to be a parameter, or the judged candidates name its problem.
    3. If nothing does, the problem is new. Either way the fingerprint gets an alias.
    4. The pure rules say where in the problem's life the report belongs, and what follows.
    5. Ticket, report, decision, events and jobs are written together; the writer's COMMIT makes them durable.
    """
    report, profile = request.report, request.profile
    fingerprint = identity_of(txn.sql, report.tenant, profile)
    lineage = lineage_of(txn.sql, report.tenant, fingerprint)
    if lineage is not None:
        count(txn, request, lineage, fingerprint, decisions.exact(profile.version))
        return
    keys = lessons.keys_of(report.tenant, report.service, profile)
    keyed = by_key(txn, request, known) if known else None
    if keyed is not None:
        _join(txn, request, keyed.lineage, decisions.keyed(profile, keyed.fingerprint), keys)
        return
    lesson = lessons.lesson(txn.sql, report, profile, keys)
    if lesson is not None:
        _join(txn, request, lesson.lineages[0], decisions.learned(profile, lesson.sibling, lesson.position), keys)
        lessons.merge_siblings(txn, report.tenant, lesson)
        return
    choice = choose_among(txn.sql, request.match_query, request.policy)
    if choice.winner is not None:
        lineage = choice.winner.option.lineage
        _join(
            txn, request, lineage, _explained(txn.sql, decisions.judged(profile, choice.winner), choice, lineage), keys
        )
        return
    _open(txn, request, choice, keys)


def _join(txn: Transaction, request: RecordRequest, lineage: str, found: Decision, keys: Sequence[int]) -> None:
    """Lead a new fingerprint to a known problem, and count its first report there."""
    insert_alias(txn, request, lineage, found.method, keys)
    ticket, decision = count(txn, request, lineage, request.profile.fingerprint, found)
    txn.event(request.report.tenant, ticket, SYSTEM, Joined(decision, request.report.request_id))


def _open(txn: Transaction, request: RecordRequest, choice: Choice, keys: Sequence[int]) -> None:
    """Open a new problem."""
    found = decisions.unmatched(request.profile, choice, request.report.severity, searched=request.searched)
    found = _explained(txn.sql, found, choice, None)
    opening = outcomes.of_new(request, found, new_incident_id(txn.now), txn.now)
    ticket = opening.ticket.subject
    insert_ticket(txn, opening.ticket, occurrences=1)
    insert_alias(txn, request, ticket.root_id, "first", keys)
    insert_decided(txn, request, ticket.incident_id, request.profile.fingerprint, opening.decision)
    count_report(txn, ticket, request.moment.known)
    apply(txn, ticket, opening.effects)


def count(
    txn: Transaction, request: RecordRequest, lineage: str, fingerprint: str, found: Decision
) -> tuple[str, Decision]:
    """Count a report where it belongs in a problem's life; return the ticket and the complete decision."""
    report, refires = request.report, refires_of(txn.sql, lineage) if request.policy.flap_count else []
    placement = place(generations_of(txn.sql, lineage), report, request.policy, refires)
    row = ticket_row(txn.sql, report.tenant, placement.generation.incident_id)
    old = subject_of(row)
    request = request.placed(placement)
    outcome = outcomes.of_known(request, found, placement, old, new_incident_id(txn.now), txn.now)
    if outcome.opens is None:
        ticket = old
        count_one(txn, ticket.incident_id, request.moment)
    else:
        ticket = outcome.opens.subject
        insert_ticket(txn, outcome.opens, occurrences=1)
    apply(txn, ticket, outcome.effects)
    if ticket is old and not placement.late:
        tell_growth(txn, row["id"], row["occurrences"])
    insert_decided(txn, request, ticket.incident_id, fingerprint, outcome.decision)
    count_report(txn, ticket, request.moment.known)
    if report.activation is None:
        judge(txn, ticket.incident_id, Occasion.FIRED, request_id=report.request_id)
    return ticket.incident_id, outcome.decision


def _explained(sql: Sql, found: Decision, choice: Choice, lineage: str | None) -> Decision:
    """Add the refused alternatives and the similar tickets to a decision."""
    heads = {each: named_head(sql, each) for each in decisions.shown(choice, lineage)}
    named = {each: decisions.Head(incident_id, stored(title)) for each, (incident_id, title) in heads.items()}
    return decisions.explained(found, choice, lineage, named)
