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
        """What the last server started with."""
        ...

    @property
    def tenants(self) -> TenantStore:
        """The organisations."""
        ...

    @property
    def sign_ins(self) -> SignInStore:
        """Who is signed in."""
        ...

    async def user(self, username: str) -> Account | None:
        """None for an unknown name."""
        ...

    async def users(self) -> Sequence[Account]:
        """The users of all tenants, by name."""
        ...

    async def create_user(self, account: Account) -> bool:
        """False when the name is taken; of several callers at once one succeeds."""
        ...

    async def update_user(self, username: str, changes: AccountChanges, *, keep_tokens: bool = False) -> None:
        """Make the changes and raise the token version, which ends older tokens. Raises NotFound.

        `keep_tokens`: the version stays, for what changes no right.
        """
        ...

    async def end_session(self, username: str, session_id: str, until: float) -> None:
        """One sign-in is over; `until` its token ends by itself (epoch seconds) that is remembered. Raises NotFound."""
        ...

    async def delete_user(self, username: str) -> None:
        """Remove an account; removing none is fine. The name may be given again: older tokens stay refused."""
        ...
