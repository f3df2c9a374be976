"""The recorded intakes and refused bodies as JSON."""

from tools.nouns.activations import UnmatchedRecovery
from tools.nouns.intake_log import LastIntake, RefusedBody
from tools.nouns.json_types import Json
from tools.times import rfc3339


def last_intake(last: LastIntake) -> Json:
    """The newest body of a sender by a key."""
    return {
        "sender": last.sender,
        "by": last.identity,
        "at": rfc3339(last.at),
        "counts": dict(last.counts),
        "warnings": list(last.warnings),
    }


def refused_body(body: RefusedBody) -> Json:
    """A body that nothing could be read from; its beginning is redacted."""
    return {
        "sender": body.sender,
        "by": body.identity,
        "at": rfc3339(body.at),
        "reason": body.why,
        "body": body.excerpt,
    }


def unmatched_recovery(recovery: UnmatchedRecovery) -> Json:
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
