"""Work that follows a verdict, written in the verdict's own transaction and done at least once."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from tools.nouns.jobs import Backlog
from tools.tickets.embedded import pending
from tools.tickets.embedded.transaction import Transaction, to_json

NOTIFY = "notify"
ADVISE = "advise"
MATCH = "match"
LIVE_RUN_LEASE = 60.0
"""Seconds the run that recorded a report has for its advice before a sweep takes the job over."""

WAITS = {NOTIFY: pending.NOTIFY, MATCH: pending.SEMANTIC}
"""What a ticket waits for until its last job of a kind is finished; advice ends its own waiting when it is stored."""

DUE = "SELECT * FROM outbox WHERE kind = ? AND due <= ? ORDER BY due, seq LIMIT ?"
BACKLOG = """
SELECT queued.kind, queued.jobs, COALESCE(json_extract(o.payload, '$.at'), r.received_at, t.first_seen) AS since
FROM (SELECT kind, COUNT(*) AS jobs, MIN(seq) AS oldest FROM outbox GROUP BY kind) queued
JOIN outbox o ON o.seq = queued.oldest JOIN tickets t ON t.id = o.ticket
LEFT JOIN occurrences r ON r.tenant = o.tenant AND r.request_id = o.request_id
"""
LEASED_IN_FUTURE = "SELECT * FROM outbox WHERE kind = ? AND leased_at > ? LIMIT ?"


def enqueue(
    txn: Transaction,
    kind: str,
    ticket: sqlite3.Row | Mapping[str, Any],
    request_id: str,
    fingerprint: str,
    payload: Mapping[str, Any],
    *,
    leased: bool = False,
) -> None:
    """Add a job. `leased`: the caller's own run does it now; others take over when its lease ends."""
    txn.sql.execute(
        "INSERT INTO outbox (seq, kind, tenant, ticket, request_id, fingerprint, payload, due, attempts, leased_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            txn.next_seq(),
            kind,
            ticket["tenant"],
            ticket["id"],
            request_id,
            fingerprint,
            to_json(payload),
            txn.now + LIVE_RUN_LEASE if leased else 0.0,
            int(leased),
            txn.now if leased else None,
        ),
    )


def due(sql: sqlite3.Connection, kinds: Sequence[str], now: float, limit: int) -> list[sqlite3.Row]:
    """What can be leased, oldest first. A lease taken in the future (the clock was set back since) counts as ended."""
    found = {
        row["seq"]: row
        for kind in kinds
        for question in (DUE, LEASED_IN_FUTURE)
        for row in sql.execute(question, (kind, now, limit))
    }
    return [found[seq] for seq in sorted(found)][:limit]


def lease(txn: Transaction, kinds: Sequence[str], limit: int, seconds: float) -> list[dict[str, Any]]:
    """Take due jobs for some seconds."""
    rows = due(txn.sql, kinds, txn.now, limit)
    txn.sql.executemany(
        "UPDATE outbox SET attempts = attempts + 1, leased_at = ?, due = ? WHERE seq = ?",
        [(txn.now, txn.now + seconds, row["seq"]) for row in rows],
    )
    return [_job(row) for row in rows]


def finish(txn: Transaction, job_id: str, retry_at: float | None, error: str) -> None:
    """Drop a job that is done, or put it back for later. A job that is gone already is no error."""
    seq = int(job_id)
    if retry_at is not None:
        txn.sql.execute(
            "UPDATE outbox SET due = ?, leased_at = NULL, error = ? WHERE seq = ?",
            (retry_at, error[:500], seq),
        )
        return
    row = txn.sql.execute("DELETE FROM outbox WHERE seq = ? RETURNING kind, ticket", (seq,)).fetchone()
    if row is not None and row["kind"] in WAITS:
        _clear_when_last(txn, row["ticket"], row["kind"])


def backlog(sql: sqlite3.Connection) -> dict[str, Backlog]:
    """What is not done, by kind. A job is as old as the notice it carries, or the report or ticket it is about."""
    return {row["kind"]: Backlog(row["jobs"], row["since"]) for row in sql.execute(BACKLOG)}


def _clear_when_last(txn: Transaction, ticket: str, kind: str) -> None:
    txn.sql.execute(
        "UPDATE tickets SET pending = pending & ~? WHERE id = ?"
        " AND NOT EXISTS (SELECT 1 FROM outbox WHERE ticket = tickets.id AND kind = ?)",
        (WAITS[kind], ticket, kind),
    )


def _job(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "job_id": str(row["seq"]),
        "kind": row["kind"],
        "tenant": row["tenant"],
        "incident_id": row["ticket"],
        "request_id": row["request_id"],
        "fingerprint": row["fingerprint"],
        "attempts": row["attempts"] + 1,
        "payload": json.loads(row["payload"]),
    }
