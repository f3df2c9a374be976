"""The recorded intakes and refused bodies as JSON."""

from collections.abc import Sequence

from tools.nouns.activations import UnmatchedRecovery
from tools.nouns.intake_log import LastIntake, RefusedBody, TurnedAway
from tools.nouns.json_types import Json
from tools.times import rfc3339


def last_intake(last: LastIntake) -> Json:
    """Return the newest body of a sender and key."""
    return {
        "sender": last.sender,
        "by": last.identity,
        "at": rfc3339(last.at),
        "counts": dict(last.counts),
        "warnings": list(last.warnings),
    }


def refused_body(body: RefusedBody) -> Json:
    """Return a body from which nothing could be read; its beginning is redacted."""
    return {
        "sender": body.sender,
        "by": body.identity,
        "at": rfc3339(body.at),
        "reason": body.why,
        "body": body.excerpt,
    }


def turned_away(request: TurnedAway) -> Json:
    """A request that was not let in; nothing of its body was kept."""
    return {
        "sender": request.sender,
        "by": request.identity,
        "at": rfc3339(request.at),
        "reason": request.why,
        "body": None,
    }


def refused(bodies: Sequence[RefusedBody], requests: Sequence[TurnedAway], limit: int) -> list[Json]:
    """Both in one list, the newest first."""
    shown = [(each.at, refused_body(each)) for each in bodies] + [(each.at, turned_away(each)) for each in requests]
    return [each for _, each in sorted(shown, key=lambda pair: -pair[0])][:limit]


def unmatched_recovery(recovery: UnmatchedRecovery) -> Json:
    """Return an end for which nothing was open."""
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
