"""Records a report with an activation: it is counted once; every repeat is a reminder."""

from collections.abc import Sequence
from dataclasses import replace

from tools.nouns.activations import ActivationOf
from tools.nouns.alert_events import StillFiring
from tools.nouns.decisions import Late, Verdict
from tools.nouns.pending import pending_words
from tools.nouns.recorded import Recorded
from tools.nouns.severity import Severity
from tools.rules import decisions
from tools.rules.activations import (
    activation_of,
    as_repeat,
    did_not_hold,
    end_of,
    forbids,
    reminded,
    repeated,
    superseded,
)
from tools.rules.effects import SYSTEM, escalated
from tools.rules.lifecycle import Placement, place
from tools.rules.recovery import Occasion
from tools.tickets.sql.database import Sql
from tools.tickets.sql.problem.activations import (
    StoredActivation,
    insert,
    of_alert,
    reported_ends,
    root_of,
    update,
)
from tools.tickets.sql.problem.aliases import profiles_of
from tools.tickets.sql.problem.recovery import judge
from tools.tickets.sql.problem.tickets import apply, generations_of, refires_of, subject_of, ticket_row
from tools.tickets.sql.record_report import count, record_report
from tools.tickets.sql.recording.answer import load_dossier, recorded
from tools.tickets.sql.recording.occurrences import RecordRequest
from tools.tickets.sql.recording.reminders import Reminders
from tools.tickets.sql.transaction import Transaction


def record_firing(txn: Transaction, request: RecordRequest, said: ActivationOf, reminders: Reminders) -> Recorded:
    """Record a report of an activation.

    1. Read what is known of the alert: the report repeats an activation, unless the texts are of two problems.
    2. If it is new, count the report where it belongs, and store the activation with the end that it may already have.
    3. A repeat is a reminder, unless it shows that a resolve did not hold: then it opens the regression.
    4. Judge whether its ticket recovers, or fires again.
    """
    reminders.write(txn)
    known = of_alert(txn.sql, request.report.alert(said))
    same = _same(txn.sql, request, repeated(known, said))
    if same is not None:
        return _repeat(txn, request, said, same)
    record_report(txn, request, known)
    _keep(txn, request, said, known)
    return recorded(txn.sql, request.report.tenant, request.report.request_id, replayed=False)


def _same(sql: Sql, request: RecordRequest, candidates: Sequence[StoredActivation]) -> StoredActivation | None:
    """Return the activation that the report repeats: of its own fingerprint, else one whose text does not forbid it."""
    for each in candidates:
        if each.fingerprint == request.profile.fingerprint:
            return each
    known = profiles_of(sql, request.report.tenant, [each.fingerprint for each in candidates])
    return next((each for each in candidates if not forbids(request.profile, known[each.fingerprint])), None)


def _keep(txn: Transaction, request: RecordRequest, said: ActivationOf, known: Sequence[StoredActivation]) -> None:
    """Store a firing that was just counted; earlier firings of the alert on the same problem are over."""
    report = request.report
    row = txn.sql.execute(
        "SELECT ticket, fingerprint FROM occurrences WHERE tenant = ? AND request_id = ?",
        (report.tenant, report.request_id),
    ).fetchone()
    new = activation_of(report, said, row["fingerprint"], row["ticket"])
    lineage = root_of(txn.sql, new.incident_id)["lineage"]
    siblings = [each for each in known if root_of(txn.sql, each.incident_id)["lineage"] == lineage]
    new = replace(new, end=end_of(new, siblings, reported_ends(txn.sql, new.alert)))
    insert(txn, new)
    for each in superseded(new, siblings):
        update(txn, each)
    judge(txn, new.incident_id, Occasion.FIRED, request_id=report.request_id)


def _repeat(txn: Transaction, request: RecordRequest, said: ActivationOf, same: StoredActivation) -> Recorded:
    """Record a reminder on the ticket where the activation now belongs."""
    changed = reminded(same, said, request.report.received_at)
    if did_not_hold(same, said, txn.now, request.policy):
        changed = replace(changed, end=None)
    request = replace(request, report=replace(request.report, activation=as_repeat(said, changed)))
    root = root_of(txn.sql, same.incident_id)
    lineage = root["lineage"]
    placement = place(generations_of(txn.sql, lineage), request.report, request.policy, refires_of(txn.sql, lineage))
    if placement.reopens or placement.verdict is Verdict.REGRESSION:
        return _back(txn, request, changed, lineage)
    if placement.generation.incident_id != root["id"] and changed.end is None:
        changed = replace(changed, incident_id=placement.generation.incident_id, counted=False)
    update(txn, changed)
    return _remind(txn, request, same, placement)


def _back(txn: Transaction, request: RecordRequest, changed: StoredActivation, lineage: str) -> Recorded:
    """The alert still fires although its ticket was resolved: open the next generation, and count the report there."""
    report = request.report
    ticket, _ = count(txn, request, lineage, changed.fingerprint, decisions.exact(request.profile.version))
    update(txn, replace(changed, incident_id=ticket, request_id=report.request_id, counted=True, end=None))
    judge(txn, ticket, Occasion.FIRED, request_id=report.request_id)
    return recorded(txn.sql, report.tenant, report.request_id, replayed=False)


def _remind(txn: Transaction, request: RecordRequest, same: StoredActivation, placement: Placement) -> Recorded:
    """Count nothing; a worse severity raises the ticket's, and the first repeat after a resolve is an event."""
    report, incident_id = request.report, placement.generation.incident_id
    row = ticket_row(txn.sql, report.tenant, incident_id)
    if placement.late is None:
        apply(txn, subject_of(row), escalated(subject_of(row), report.severity, request.source, txn.now))
        judge(txn, incident_id, Occasion.FIRED, request_id=report.request_id)
    elif placement.late is Late.STILL_FIRING and same.last_seen <= row["resolved_at"]:
        txn.event(report.tenant, incident_id, SYSTEM, StillFiring(report.request_id, request.moment.at))
    row = ticket_row(txn.sql, report.tenant, incident_id)
    decision = replace(decisions.plain(request.profile.version, incident_id), late=placement.late, reminder=True)
    return Recorded(
        request_id=report.request_id,
        verdict=decision.verdict,
        incident_id=incident_id,
        root_id=row["lineage"],
        severity=Severity(row["severity"]),
        occurrences=row["occurrences"],
        decision=request.decided(decision),
        dossier=load_dossier(row["dossier"]),
        regression_of=row["regression_of"],
        pending=pending_words(row["pending"]),
    )
