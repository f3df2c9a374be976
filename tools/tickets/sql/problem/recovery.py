"""A ticket's recovery, judged again inside the transaction whenever something in its family changed."""

from typing import NamedTuple

from tools.nouns.incidents import Status
from tools.nouns.jobs import JobKind, NewJob, Timer
from tools.rules.recovery import Family, Occasion, RecoveryState, judge_recovery, recovery_effects
from tools.tickets.sql import outbox
from tools.tickets.sql.database import Row, Sql
from tools.tickets.sql.problem.activations import TREE, root_of
from tools.tickets.sql.problem.tickets import apply, subject_of
from tools.tickets.sql.transaction import Transaction

FACTS = f"""
{TREE} SELECT COALESCE(SUM(a.counted), 0) AS counted, COUNT(*) FILTER (WHERE a.ended_at IS NULL) AS firing,
       MAX(a.ended_at) AS last_end, MIN(a.expires_at) FILTER (WHERE a.ended_at IS NULL) AS expires_at
FROM tree JOIN activations a ON a.ticket = tree.id
"""
STATE = "SELECT since, flaps, quiet FROM recovery_states WHERE ticket = ?"
FLAPS = f"{TREE} SELECT COALESCE(SUM(s.flaps), 0) FROM tree JOIN recovery_states s ON s.ticket = tree.id"
KEEP = (
    "INSERT INTO recovery_states (ticket, since, flaps, quiet) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (ticket) DO UPDATE SET since = excluded.since, flaps = excluded.flaps, quiet = excluded.quiet"
)


class Facts(NamedTuple):
    """The facts about a ticket's family."""

    family: Family
    expires_at: float | None
    """When the next of its activations counts as over unless it is repeated."""


def facts_of(sql: Sql, row: Row) -> Facts:
    """Return the current facts about a ticket that is not merged into another."""
    occurrences = sql.execute("SELECT occurrences FROM tickets WHERE id = ?", (row["id"],)).fetchone()[0]
    found = sql.execute(FACTS, (row["id"],)).fetchone()
    return Facts(Family(occurrences, found["counted"], found["firing"], found["last_end"]), found["expires_at"])


def state_of(sql: Sql, incident_id: str) -> RecoveryState:
    """Return a ticket's stored recovery state."""
    row = sql.execute(STATE, (incident_id,)).fetchone()
    return RecoveryState() if row is None else RecoveryState(row["since"], row["flaps"], row["quiet"])


def family_state(sql: Sql, incident_id: str) -> RecoveryState:
    """Return a ticket's own state, with the flaps of all tickets merged into it."""
    own = state_of(sql, incident_id)
    flaps = sql.execute(FLAPS, (incident_id,)).fetchone()[0]
    return RecoveryState(own.since, flaps, own.quiet)


def judge(
    txn: Transaction, incident_id: str, occasion: Occasion, *, quiet: float | None = None, request_id: str = ""
) -> bool:
    """Judge the ticket that shows this one, and write what follows. True if all its alerts have ended.

    `quiet` is the sender's quiet time; None means the one that is running, or else the configured one.
    """
    row = root_of(txn.sql, incident_id)
    facts, state = facts_of(txn.sql, row), state_of(txn.sql, row["id"])
    _watch_expiry(txn, row, facts.expires_at)
    if not Status(row["status"]).live:
        return False
    if quiet is None:
        quiet = txn.policy.recovery_quiet if state.since is None else state.quiet
    found = judge_recovery(state, facts.family, occasion, quiet, txn.now, request_id)
    if found is not None:
        forget(txn, row["id"], found.state)
        apply(txn, subject_of(row), recovery_effects(subject_of(row), found, txn.now))
    return facts.family.is_over


def forget(txn: Transaction, incident_id: str, state: RecoveryState | None = None) -> None:
    """Drop the timer of a ticket and store another state; None means that it no longer recovers."""
    if state is None:
        before = state_of(txn.sql, incident_id)
        if before.since is None:
            return
        state = RecoveryState(None, before.flaps, before.quiet)
    outbox.drop(txn, incident_id, JobKind.RECOVER)
    txn.sql.execute(KEEP, (incident_id, state.since, state.flaps, state.quiet))


def _watch_expiry(txn: Transaction, row: Row, expires_at: float | None) -> None:
    """Schedule one job per ticket for the time when its next activation may be over without a repeat."""
    if expires_at is None:
        return
    found = txn.sql.execute(
        "SELECT 1 FROM outbox WHERE ticket = ? AND kind = ?", (row["id"], JobKind.EXPIRE.value)
    ).fetchone()
    if found is None:
        timer = Timer(txn.now, max(0.0, expires_at - txn.now))
        outbox.enqueue(txn, subject_of(row), NewJob(JobKind.EXPIRE, timer=timer))
