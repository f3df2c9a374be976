"""What is remembered of bodies that came in, as JSON."""

from typing import Any

from tools.nouns.activations import UnmatchedRecovery
from tools.nouns.intake_log import LastIntake, RefusedBody
from tools.times import rfc3339


def last_intake(last: LastIntake) -> dict[str, Any]:
    """The newest body of a sender by a key."""
    return {
        "sender": last.sender,
        "by": last.identity,
        "at": rfc3339(last.at),
        "counts": dict(last.counts),
        "warnings": list(last.warnings),
    }


def refused_body(body: RefusedBody) -> dict[str, Any]:
    """A body that nothing could be read from; its beginning is redacted."""
    return {
        "sender": body.sender,
        "by": body.identity,
        "at": rfc3339(body.at),
        "reason": body.why,
        "body": body.excerpt,
    }


def unmatched_recovery(recovery: UnmatchedRecovery) -> dict[str, Any]:
    """An end for which nothing was open."""
    return {
        "sender": recovery.sender,
        "environment": recovery.environment,
        "dedup_key": recovery.dedup_key,
        "service": recovery.service,
        "text": recovery.text,
        "received_at": rfc3339(recovery.received_at),
        "starts_at": None if recovery.starts_at is None else rfc3339(recovery.starts_at),
        "ended_at": rfc3339(recovery.at),
    }
