"""Saved replies, so that a repeated request gets the same one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SavedReply:
    """The reply to a request with an Idempotency-Key."""

    status: int
    """The HTTP status."""

    body: bytes
    """The JSON that was sent."""
