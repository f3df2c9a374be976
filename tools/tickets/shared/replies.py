"""Decides whether a request with an Idempotency-Key runs, gets the earlier answer, or is refused."""

from dataclasses import dataclass

from tools.errors import Conflict, InvalidRequest
from tools.nouns.replies import SavedReply

KEPT_SECONDS = 48 * 3600.0
IN_FLIGHT_SECONDS = 60.0
"""A request that began this long ago and never completed died with its process; its key may run again."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What a store keeps under a key."""

    body_digest: str
    at: float
    """When the request began, in epoch seconds."""

    reply: SavedReply | None
    """None while it is in flight."""


def reply_to(begun: Begun, body_digest: str, now: float) -> SavedReply | None:
    """Return the saved reply; None if the request may run (again).

    Raises InvalidRequest if the key came with another body, Conflict while the first request is in flight.
    """
    age = abs(now - begun.at)  # a clock that was set back must not keep a key for ever
    if age > KEPT_SECONDS:
        return None
    if begun.body_digest != body_digest:
        raise InvalidRequest(
            "this Idempotency-Key was used with another body: use a new key for a new request",
            reason="idempotency-key-reused",
        )
    if begun.reply is None and age < IN_FLIGHT_SECONDS:
        raise Conflict(
            "a request with this Idempotency-Key is still being handled: send it again in a moment", reason="in-flight"
        )
    return begun.reply
