"""The port of stored answers to requests that may be repeated."""

from typing import Protocol

from tools.nouns.replies import SavedReply


class IdempotencyStore(Protocol):
    """Saved replies by tenant, route and the client's key."""

    async def begin(self, tenant: str, route: str, key: str, body_digest: str) -> SavedReply | None:
        """The reply that was saved, or None: this caller is the one to run the request.

        Raises InvalidRequest when the key came with another body, Conflict while the first request is in flight.
        """
        ...

    async def complete(self, tenant: str, route: str, key: str, reply: SavedReply) -> None:
        """Save the reply of a request that was begun."""
        ...

    async def abandon(self, tenant: str, route: str, key: str) -> None:
        """The request failed without effect: the key may run again, also with another body."""
        ...
