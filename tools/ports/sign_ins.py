"""The port of sign-ins."""

from collections.abc import Sequence
from typing import Protocol

from tools.nouns.sign_ins import SignIn


class SignInStore(Protocol):
    """Sign-ins, by user. The account records which have ended, since every request reads it anyway."""

    async def add(self, session: SignIn) -> None:
        """Store a sign-in, and delete some of the same user that have expired."""
        ...

    async def of_user(self, username: str) -> Sequence[SignIn]:
        """The user's sign-ins that have not expired, oldest first."""
        ...

    async def forget(self, username: str, session_id: str) -> None:
        """Remove a sign-in, if it exists."""
        ...
