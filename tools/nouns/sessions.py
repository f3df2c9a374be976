"""Browser sessions, identified by a cookie. Times are epoch seconds."""

from dataclasses import dataclass

IDLE_SECONDS = 12 * 3600.0
"""An unused session ends after this time: it survives a night, but not a holiday."""
LONGEST_SECONDS = 7 * 86_400.0
"""A session ends after this time, even if it is used."""
NOTED_SECONDS = 600.0
"""The last use is stored at most this often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One browser of one user. Only a digest of the cookie is stored."""

    digest: str
    """SHA-256 of the cookie's text, in hex."""

    username: str
    token_version: int
    """The account's version at sign-in: a changed password or role ends the session."""

    begun_at: float
    used_at: float
    """Accurate to about ten minutes."""

    @property
    def session_id(self) -> str:
        """The id by which it is listed and ended; it may be shown to its user, since it grants no access."""
        return f"page-{self.digest[:24]}"

    @property
    def ends_at(self) -> float:
        """When it ends even if it is used."""
        return self.begun_at + LONGEST_SECONDS

    def in_force(self, now: float) -> bool:
        """False if it has been idle for too long or is too old."""
        return now - self.used_at < IDLE_SECONDS and now < self.ends_at
