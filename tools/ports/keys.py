"""The port of API keys."""

from collections.abc import Sequence
from typing import Protocol

from tools.nouns.keys import ApiKey


class KeyStore(Protocol):
    """API keys by their id, of all tenants."""

    async def add(self, key: ApiKey) -> None:
        """Keep a new key. Raises Conflict for an id that is taken."""
        ...

    async def key(self, key_id: str) -> ApiKey | None:
        """The key, revoked and expired ones too, without its last use; None for an unknown id."""
        ...

    async def keys(self, tenant: str) -> Sequence[ApiKey]:
        """All keys of a tenant, oldest first, with their last use."""
        ...

    async def revoke(self, tenant: str, key_id: str) -> ApiKey:
        """End it now; a repeat changes nothing. Raises NotFound for an id that this tenant does not have."""
        ...

    async def set_secret(self, key_id: str, secret: str, old_until: float) -> ApiKey:
        """Give it another signing secret, see `ApiKey.with_secret`. Raises NotFound."""
        ...

    async def bind_topic(self, key_id: str, topic: str) -> str:
        """Bind the key to an SNS topic; of several the first one stays. Returns that one. Raises NotFound."""
        ...

    async def used(self, key_id: str) -> None:
        """It was used just now. Callers ask once a minute at most."""
        ...
