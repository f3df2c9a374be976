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


def refused(bodies: Sequence[RefusedBody], requests: Sequence[TurnedAway], limit: int) -> list[Json]:
    """Return unreadable bodies and requests that were not admitted in one list, the newest first."""
    both: list[RefusedBody | TurnedAway] = [*bodies, *requests]
    newest = sorted(both, key=lambda each: -each.at)
    return [_refused(each) for each in newest[:limit]]


def _refused(refusal: RefusedBody | TurnedAway) -> Json:
    """Nothing is stored of the body of a request that was not admitted."""
    return {
        "sender": refusal.sender,
        "by": refusal.identity,
        "at": rfc3339(refusal.at),
        "reason": refusal.why,
        "body": refusal.excerpt if isinstance(refusal, RefusedBody) else None,
    }


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
