"""Stored answers, so that a repeated request gets the same one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SavedReply:
    """The answer to a request that carried an Idempotency-Key."""

    status: int
    """The HTTP status."""

    body: bytes
    """The JSON that was sent."""
