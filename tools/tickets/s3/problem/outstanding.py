"""What a head still owes: jobs for workers, and the answer's `pending` words."""

from collections.abc import Mapping
from typing import Any

from ulid import ULID

from tools.tickets.s3.problem.lineage import Lineage, Ticket

NOTIFY, ADVISE, MATCH = "notify", "advise", "match"
LIVE_RUN_LEASE = 60.0
"""Seconds the run that recorded a report has for its advice before a sweep takes the job over."""

TIME_CHARACTERS = 10
"""Of a ULID: job ids sort by time, and within a millisecond by number."""

PENDING = {"semantic": 1, "runbooks": 2, "advice": 4, "notify": 8}
FRESH = PENDING["runbooks"] | PENDING["advice"] | PENDING["notify"]


def pending_words(mask: int) -> tuple[str, ...]:
    """The wire's words for a mask."""
    return tuple(word for word, bit in PENDING.items() if mask & bit)


def enqueue(
    lineage: Lineage,
    kind: str,
    ticket: Ticket,
    now: float,
    payload: Mapping[str, Any],
    *,
    request_id: str = "",
    fingerprint: str = "",
    leased: bool = False,
) -> None:
    """Add a job to the head. `leased`: the caller's own run does it now; others take over when its lease ends."""
    lineage.jobs_made += 1
    moment = str(ULID.from_timestamp(max(now, 0.0)))[:TIME_CHARACTERS]
    job_id = f"{moment}.{lineage.jobs_made:06}.{lineage.id}"
    lineage.jobs[job_id] = {
        "kind": kind,
        "ticket": ticket.id,
        "request_id": request_id,
        "fingerprint": fingerprint,
        "payload": dict(payload),
        "attempts": int(leased),
        "due": 0.0,
        "leased_until": now + LIVE_RUN_LEASE if leased else None,
        "leased_at": now if leased else None,
        "error": "",
    }


def drop(lineage: Lineage, ticket: Ticket, kind: str) -> None:
    """Forget a ticket's jobs of a kind."""
    for job_id in [name for name, job in lineage.jobs.items() if (job["ticket"], job["kind"]) == (ticket.id, kind)]:
        del lineage.jobs[job_id]


def notice(lineage: Lineage, ticket: Ticket, event: str, now: float) -> dict[str, Any]:
    """What a notifier is told."""
    return {
        "event": event,
        "at": now,
        "service": lineage.service,
        "environment": lineage.environment,
        "severity": ticket.worst.name,
        "title": ticket.title,
        "regression_of": ticket.regression_of,
        "root_id": lineage.id,
    }


def tell(lineage: Lineage, ticket: Ticket, event: str, now: float, **more: Any) -> None:
    """Queue a notification."""
    request_id = str(more.pop("request_id", ""))
    fingerprint = str(more.pop("fingerprint", ""))
    payload = notice(lineage, ticket, event, now) | more
    enqueue(lineage, NOTIFY, ticket, now, payload, request_id=request_id, fingerprint=fingerprint)
