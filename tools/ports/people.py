"""Who may ask, what was answered to a repeated request, and who is told."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class AccountStore(Protocol):
    """Users and the audit trail. A user is {username, tenant, role, password_hash, disabled, token_version}."""

    async def user(self, username: str) -> Mapping[str, Any] | None:
        """None for an unknown name."""
        ...

    async def users(self) -> Sequence[Mapping[str, Any]]:
        """All users, by name."""
        ...

    async def create_user(self, user: Mapping[str, Any]) -> bool:
        """Conditional: False when the name is taken."""
        ...

    async def update_user(self, username: str, changes: Mapping[str, Any]) -> None:
        """Change role, hash or disabled; bumps token_version so that older tokens die. Raises NotFound."""
        ...

    async def audit(self, tenant: str, actor: str, action: str, subject: str, detail: Mapping[str, Any]) -> None:
        """Append one line to the hash-chained audit log."""
        ...


class IdempotencyStore(Protocol):
    """Saved replies by (tenant, route, key)."""

    async def begin(self, tenant: str, route: str, key: str, body_digest: str) -> Mapping[str, Any] | None:
        """None: this caller runs it. {status, body}: the saved reply. Raises InvalidRequest (other body) or Conflict (in flight)."""
        ...

    async def complete(self, tenant: str, route: str, key: str, status: int, body: Any) -> None:
        """Save the reply."""
        ...

    async def abandon(self, tenant: str, route: str, key: str) -> None:
        """The request failed without effect: let it be tried again."""
        ...


class Notifier(Protocol):
    """Tells people. Called from the outbox, at least once, with a stable id."""

    async def notify(self, event: Mapping[str, Any]) -> None:
        """Event = {id, kind, tenant, incident_id, at, data}. Raises Unavailable to be tried again."""
        ...
