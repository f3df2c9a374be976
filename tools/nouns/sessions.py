"""Browser sessions, behind the pages' cookie. Times are epoch seconds."""

from dataclasses import dataclass

IDLE_SECONDS = 12 * 3600.0
"""A session that nobody uses ends after this time: a night's rest, not a holiday."""
LONGEST_SECONDS = 7 * 86_400.0
"""A session ends after this time, however busy it is."""
NOTED_SECONDS = 600.0
"""A use is noted this often at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One browser of one user. The cookie's own text is nowhere: only its digest is kept."""

    digest: str
    """SHA-256 of the cookie's text, in hex."""

    username: str
    token_version: int
    """The account's at sign-in: a changed password or role ends the session."""

    begun_at: float
    used_at: float
    """As of ten minutes ago or so."""

    @property
    def session_id(self) -> str:
        """What it is listed and ended by; it may be shown to its user, for it opens nothing."""
        return f"page-{self.digest[:24]}"

    @property
    def ends_at(self) -> float:
        """When it ends, however busy it is."""
        return self.begun_at + LONGEST_SECONDS

    def in_force(self, now: float) -> bool:
        """False once it has been idle for too long, or is too old."""
        return now - self.used_at < IDLE_SECONDS and now < self.ends_at
