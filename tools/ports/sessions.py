"""The port of browser sessions."""

from typing import Protocol

from tools.nouns.sessions import Session


class SessionStore(Protocol):
    """Sessions of all tenants, by the digest of their cookie; those that are over are forgotten."""

    async def begin(self, session: Session) -> None:
        """Keep a new session, and forget some that are over."""
        ...

    async def session(self, digest: str) -> Session | None:
        """The session, also one that is over; None for an unknown digest."""
        ...

    async def used(self, session: Session) -> None:
        """It is used just now; an ended session stays ended."""
        ...

    async def end(self, digest: str) -> None:
        """Sign the browser out; ending nothing is fine."""
        ...
