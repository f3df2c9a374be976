"""The port of accounts: users, and the audit log of who did what."""

from collections.abc import Sequence
from typing import Protocol

from tools.nouns.accounts import Account, AccountChanges
from tools.ports.audit import AuditLog
from tools.ports.seen_settings import SeenSettings
from tools.ports.sign_ins import SignInStore
from tools.ports.tenants import TenantStore


class AccountStore(AuditLog, Protocol):
    """Users and the audit log."""

    @property
    def seen_settings(self) -> SeenSettings:
        """The settings that the last server started with."""
        ...

    @property
    def tenants(self) -> TenantStore:
        """The tenants: organisations."""
        ...

    @property
    def sign_ins(self) -> SignInStore:
        """The active sign-ins."""
        ...

    async def user(self, username: str) -> Account | None:
        """The account of a user; None for an unknown name."""
        ...

    async def users(self) -> Sequence[Account]:
        """The users of all tenants, by name."""
        ...

    async def create_user(self, account: Account) -> bool:
        """Create an account; False if the name is taken. Of several concurrent callers one succeeds."""
        ...

    async def update_user(self, username: str, changes: AccountChanges, *, keep_tokens: bool = False) -> None:
        """Apply the changes and raise the token version, which invalidates older tokens. Raises NotFound.

        `keep_tokens`: keep the version, for changes that do not affect rights.
        """
        ...

    async def end_session(self, username: str, session_id: str, until: float) -> None:
        """End one sign-in; this is remembered `until` its token expires (epoch seconds). Raises NotFound."""
        ...

    async def delete_user(self, username: str) -> None:
        """Remove an account, if it exists. The name may be reused: older tokens stay refused."""
        ...
