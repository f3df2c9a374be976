"""Records what senders report as over: activations that end, tickets that recover, and recoveries without a match."""

from collections.abc import Mapping, Sequence

from tools.nouns.activations import (
    Activation,
    AlertKey,
    EndKind,
    Recovery,
    RecoveryDue,
    RecoveryOutcome,
    UnmatchedRecovery,
)
from tools.nouns.incidents import Page, Status
from tools.nouns.jobs import JobKind
from tools.nouns.redacted import stored
from tools.rules.activations import ended, named_by, overdue
from tools.rules.effects import happened
from tools.rules.recovery import SYSTEM_RECOVERY, Occasion, closed_by_recovery, due
from tools.tickets.shared.pages import cursor_after, place_behind
from tools.tickets.sql import views
from tools.tickets.sql.acts import keep_resolution
from tools.tickets.sql.database import Row, Sql
from tools.tickets.sql.problem.activations import (
    StoredActivation,
    of_alert,
    of_family,
    reported_ends,
    root_of,
    update,
)
from tools.tickets.sql.problem.recovery import facts_of, forget, judge, state_of
from tools.tickets.sql.problem.tickets import apply, find, subject_of
from tools.tickets.sql.recording.reminders import Waiting, with_waiting
from tools.tickets.sql.transaction import Transaction

JOB = "SELECT * FROM outbox WHERE seq = ? AND kind = ?"
KEEP = (
    "INSERT INTO recoveries (seq, tenant, environment, sender, alert, dedup_key, received_at, starts_at, ended_at,"
    " matched, service, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
UNMATCHED = "SELECT * FROM recoveries WHERE tenant = ? AND matched = 0 AND seq < ? ORDER BY seq DESC LIMIT ?"
NEWEST = 2**63 - 1


def recover(txn: Transaction, recovery: Recovery) -> RecoveryOutcome:
    """End what the recovery names, and judge the tickets. A repeat changes nothing."""
    known = of_alert(txn.sql, recovery.alert)
    named = named_by(recovery, known)
    if recovery.starts_at is None and len({_lineage(txn.sql, each) for each in named}) > 1:
        named = []  # one key for several problems: nobody can tell which of them is over
    _remember(txn, recovery, matched=bool(named or (known and recovery.starts_at is None)))
    open_now = [each for each in named if each.end is None]
    for each in open_now:
        update(txn, ended(each, recovery))
    over = [judge(txn, each.incident_id, Occasion.ENDED, quiet=recovery.quiet) for each in open_now]
    shown = (open_now or named)[:1]
    incident_id = root_of(txn.sql, shown[0].incident_id)["id"] if shown else None
    return RecoveryOutcome(incident_id, changed=bool(open_now), recovering=any(over))


def firing_on(sql: Sql, alert: AlertKey) -> str | None:
    """Return the ticket where the newest open firing of the alert counts."""
    firing = next((each for each in of_alert(sql, alert) if each.end is None), None)
    return None if firing is None else str(root_of(sql, firing.incident_id)["id"])


def recovery_due(txn: Transaction, job_id: str) -> RecoveryDue:
    """Resolve a ticket whose quiet time has passed, if nothing came between. It happens once: the job goes with it."""
    job = txn.sql.execute(JOB, (int(job_id), JobKind.RECOVER.value)).fetchone()
    if job is None:
        return RecoveryDue.GONE
    row = find(txn.sql, job["tenant"], job["ticket"])
    family = facts_of(txn.sql, row).family
    found = due(Status(row["status"]), state_of(txn.sql, row["id"]), family, row["pending"])
    if found is not RecoveryDue.WAITS:
        forget(txn, row["id"])
    if found is RecoveryDue.RESOLVED and family.last_end is not None:
        resolved, event = closed_by_recovery(family.last_end)
        ticket = subject_of(row)
        seq = apply(txn, ticket, happened(ticket, event, SYSTEM_RECOVERY, txn.now))
        keep_resolution(txn, row, resolved, seq)
    return found


def expire(txn: Transaction, job_id: str, accepting_for: float) -> float | None:
    """End the activations on the job's ticket that were not repeated in time; return when to look again."""
    job = txn.sql.execute(JOB, (int(job_id), JobKind.EXPIRE.value)).fetchone()
    if job is None:
        return None
    root = root_of(txn.sql, job["ticket"])["id"]
    waiting = [each for each in of_family(txn.sql, root) if each.end is None and each.expires_at is not None]
    over = [each for each in waiting if overdue(each, txn.now, accepting_for)]
    for each in over:
        told = Recovery(each.alert, each.dedup_key, txn.now, each.starts_at, each.expires_at)
        update(txn, ended(each, told, EndKind.EXPIRED))
    if over:
        judge(txn, root, Occasion.ENDED)
    rest = [each.expires_at for each in waiting if each not in over and each.expires_at is not None]
    if rest:
        return min(rest)
    txn.sql.execute("DELETE FROM outbox WHERE seq = ?", (int(job_id),))
    return None


def activations(sql: Sql, tenant: str, incident_id: str, waiting: Mapping[int, Waiting]) -> Sequence[Activation]:
    """Return those of a ticket and of all tickets merged into it, in stored order. Raises NotFound."""
    find(sql, tenant, incident_id)
    return [with_waiting(each, waiting) for each in of_family(sql, incident_id)]


def unmatched(sql: Sql, tenant: str, limit: int, cursor: str | None) -> Page[UnmatchedRecovery]:
    """Return recoveries that ended nothing, newest first. Raises InvalidRequest for an invalid cursor."""
    before = NEWEST if cursor is None else place_behind(cursor, views.seq_of)
    rows = sql.execute(UNMATCHED, (tenant, before, limit + 1)).fetchall()
    more, rows = len(rows) > limit, rows[:limit]
    return Page(tuple(map(_unmatched, rows)), len(rows), cursor_after(str(rows[-1]["seq"])) if more else None)


def _unmatched(row: Row) -> UnmatchedRecovery:
    return UnmatchedRecovery(
        seq=str(row["seq"]),
        sender=row["sender"],
        environment=row["environment"],
        dedup_key=stored(row["dedup_key"]),
        received_at=row["received_at"],
        starts_at=row["starts_at"],
        at=row["received_at"] if row["ended_at"] is None else row["ended_at"],
        service=stored(row["service"]),
        text=stored(row["text"]),
    )


def _lineage(sql: Sql, activation: StoredActivation) -> str:
    return str(root_of(sql, activation.incident_id)["lineage"])


def _remember(txn: Transaction, recovery: Recovery, *, matched: bool) -> None:
    """Store an end, for a firing of it that may arrive later; the same end is stored once."""
    said = (recovery.starts_at, recovery.at)
    if any(
        (each.starts_at, each.at) == said for each in reported_ends(txn.sql, recovery.alert) if recovery.at is not None
    ):
        return
    what = (recovery.dedup_key, recovery.received_at, recovery.starts_at, recovery.at, matched)
    txn.sql.execute(KEEP, (txn.next_seq(), *recovery.alert, *what, recovery.service, recovery.text))
