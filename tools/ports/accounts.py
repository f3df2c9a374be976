"""The port of accounts: who may log in, and the audit log of who did what."""

from collections.abc import Sequence
from typing import Protocol

from tools.nouns.accounts import Account, AccountChanges, AuditEntry


class AccountStore(Protocol):
    """Users and the audit log."""

    async def user(self, username: str) -> Account | None:
        """None for an unknown name."""
        ...

    async def users(self) -> Sequence[Account]:
        """The users of all tenants, by name."""
        ...

    async def create_user(self, account: Account) -> bool:
        """False when the name is taken; of several callers at once one succeeds."""
        ...

    async def update_user(self, username: str, changes: AccountChanges) -> None:
        """Make the changes and raise the token version, which ends older tokens. Raises NotFound."""
        ...

    async def audit(self, entry: AuditEntry) -> None:
        """Append one line to the hash-chained audit log."""
        ...
