"""The port of sign-ins."""

from collections.abc import Sequence
from typing import Protocol

from tools.nouns.sign_ins import SignIn


class SignInStore(Protocol):
    """Sign-ins by their users. That one is over stands in the account, which every request asks for anyway."""

    async def add(self, session: SignIn) -> None:
        """Keep a sign-in; forgets some of the same user that have expired."""
        ...

    async def of_user(self, username: str) -> Sequence[SignIn]:
        """Those that have not expired, the oldest first."""
        ...

    async def forget(self, username: str, session_id: str) -> None:
        """Remove one; removing nothing is fine."""
        ...
