"""The outbox: jobs that follow a verdict, written in the verdict's own transaction and done at least once."""

import json
from collections.abc import Sequence

from tools.nouns.jobs import CLEARS, LIVE_RUN_LEASE_SECONDS, Backlog, Job, JobKind, NewJob, job_from_json
from tools.rules.new_tickets import Subject
from tools.tickets.sql.database import Row, Sql
from tools.tickets.sql.dialect import number_of
from tools.tickets.sql.transaction import Transaction, to_json

# People are told of a ticket's events in order, so its notices are leased one after the other.
_IN_TURN = """(kind <> 'notify' OR NOT EXISTS (
    SELECT 1 FROM outbox e WHERE e.ticket = outbox.ticket AND e.kind = outbox.kind AND e.seq < outbox.seq))"""
DUE = f"SELECT * FROM outbox WHERE kind = ? AND due <= ? AND {_IN_TURN} ORDER BY due, seq LIMIT ?"
BACKLOG = f"""
SELECT queued.kind, queued.jobs, COALESCE({number_of("o.payload", "at")}, r.received_at, t.first_seen) AS since
FROM (SELECT kind, COUNT(*) AS jobs, MIN(seq) AS oldest FROM outbox GROUP BY kind) queued
JOIN outbox o ON o.seq = queued.oldest JOIN tickets t ON t.id = o.ticket
LEFT JOIN occurrences r ON r.tenant = o.tenant AND r.request_id = o.request_id
"""
LEASED_IN_FUTURE = f"SELECT * FROM outbox WHERE kind = ? AND leased_at > ? AND {_IN_TURN} LIMIT ?"


def enqueue(txn: Transaction, ticket: Subject, job: NewJob) -> None:
    """Add a job about a ticket."""
    txn.sql.execute(
        "INSERT INTO outbox (seq, kind, tenant, ticket, request_id, fingerprint, payload, due, attempts, leased_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            txn.next_seq(),
            job.kind.value,
            ticket.tenant,
            ticket.incident_id,
            job.request_id,
            job.fingerprint,
            to_json(job.payload),
            txn.now + LIVE_RUN_LEASE_SECONDS if job.leased else job.timer.due if job.timer else 0.0,
            int(job.leased),
            txn.now if job.leased or job.timer else None,
        ),
    )


def drop(txn: Transaction, incident_id: str, kind: JobKind) -> None:
    """Delete a ticket's jobs of a kind."""
    txn.sql.execute("DELETE FROM outbox WHERE ticket = ? AND kind = ?", (incident_id, kind.value))


def due(sql: Sql, kinds: Sequence[JobKind], now: float, limit: int) -> list[Row]:
    """Return what can be leased, oldest first. A lease taken in the future (before a clock was set back) has ended."""
    found = {
        row["seq"]: row
        for kind in kinds
        for question in (DUE, LEASED_IN_FUTURE)
        for row in sql.execute(question, (kind, now, limit))
    }
    return [found[seq] for seq in sorted(found)][:limit]


def lease(txn: Transaction, kinds: Sequence[JobKind], limit: int, seconds: float, ahead: float = 0.0) -> list[Job]:
    """Lease due jobs for some seconds, including those due within the next `ahead` seconds."""
    rows = due(txn.sql, kinds, txn.now + ahead, limit)
    txn.sql.executemany(
        "UPDATE outbox SET attempts = attempts + 1, leased_at = ?, due = ? WHERE seq = ?",
        [(txn.now, txn.now + seconds, row["seq"]) for row in rows],
    )
    return [_job(row) for row in rows]


def finish(txn: Transaction, job_id: str, retry_at: float | None, error: str) -> None:
    """Delete a job that is done, or reschedule it. It is no error if the job is already gone."""
    seq = int(job_id)
    if retry_at is not None:
        txn.sql.execute(
            "UPDATE outbox SET due = ?, leased_at = NULL, error = ? WHERE seq = ?",
            (retry_at, error[:500], seq),
        )
        return
    row = txn.sql.execute("DELETE FROM outbox WHERE seq = ? RETURNING kind, ticket", (seq,)).fetchone()
    if row is not None and (cleared := CLEARS.get(JobKind(row["kind"]))):
        _clear_when_last(txn, row["ticket"], row["kind"], cleared)


def backlog(sql: Sql) -> dict[JobKind, Backlog]:
    """Return the unfinished jobs by kind.

    A job is as old as the notice it carries, or the report or ticket it is about.
    """
    return {JobKind(row["kind"]): Backlog(row["jobs"], row["since"]) for row in sql.execute(BACKLOG)}


def _clear_when_last(txn: Transaction, ticket: str, kind: str, cleared: int) -> None:
    txn.sql.execute(
        "UPDATE tickets SET pending = pending & ~? WHERE id = ?"
        " AND NOT EXISTS (SELECT 1 FROM outbox WHERE ticket = tickets.id AND kind = ?)",
        (cleared, ticket, kind),
    )


def _job(row: Row) -> Job:
    stored = dict(row) | {"attempts": row["attempts"] + 1, "payload": json.loads(row["payload"])}
    return job_from_json(str(row["seq"]), row["tenant"], row["ticket"], stored)
