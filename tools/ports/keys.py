"""The port of API keys."""

from collections.abc import Sequence
from typing import Protocol

from tools.nouns.keys import ApiKey


class KeyStore(Protocol):
    """API keys by their id, of all tenants."""

    async def add(self, key: ApiKey) -> None:
        """Store a new key. Raises Conflict for an id that is taken."""
        ...

    async def key(self, key_id: str) -> ApiKey | None:
        """A key, even if revoked or expired, without its last use; None for an unknown id."""
        ...

    async def keys(self, tenant: str) -> Sequence[ApiKey]:
        """All keys of a tenant, oldest first, with their last use."""
        ...

    async def revoke(self, tenant: str, key_id: str) -> ApiKey:
        """Revoke a key now. Idempotent. Raises NotFound for an id that this tenant does not have."""
        ...

    async def set_secret(self, key_id: str, secret: str, old_until: float) -> ApiKey:
        """Give it another signing secret, see `ApiKey.with_secret`. Raises NotFound."""
        ...

    async def bind_topic(self, key_id: str, topic: str) -> str:
        """Bind the key to an SNS topic; the first one bound stays. Returns the bound topic. Raises NotFound."""
        ...

    async def used(self, key_id: str) -> None:
        """Record that the key was used just now. Callers do this at most once a minute."""
        ...
