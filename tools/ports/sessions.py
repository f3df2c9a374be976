"""The port of browser sessions."""

from typing import Protocol

from tools.nouns.sessions import Session


class SessionStore(Protocol):
    """Sessions of all tenants, by the digest of their cookie; ended sessions are deleted."""

    async def begin(self, session: Session) -> None:
        """Store a new session, and delete some that are over."""
        ...

    async def session(self, digest: str) -> Session | None:
        """The session, even if it is over; None for an unknown digest."""
        ...

    async def used(self, session: Session) -> None:
        """Record that a session is used now; an ended session stays ended."""
        ...

    async def end(self, digest: str) -> None:
        """Sign the browser out, if the session exists."""
        ...
