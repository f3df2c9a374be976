"""The port of saved replies to idempotent requests."""

from typing import Protocol

from tools.nouns.replies import SavedReply


class IdempotencyStore(Protocol):
    """Saved replies, by tenant, route and the client's idempotency key."""

    async def begin(self, tenant: str, route: str, key: str, body_digest: str) -> SavedReply | None:
        """The saved reply, or None: then the caller must run the request.

        Raises InvalidRequest if the key came with another body, Conflict while the first request is in flight.
        """
        ...

    async def complete(self, tenant: str, route: str, key: str, reply: SavedReply) -> None:
        """Save the reply of a request that was begun."""
        ...

    async def abandon(self, tenant: str, route: str, key: str) -> None:
        """Free the key after a request failed without effect: it may run again, also with another body."""
        ...
