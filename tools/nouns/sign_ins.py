"""Sign-ins: tokens issued to users."""

from dataclasses import dataclass

from tools.nouns.redacted import Redacted


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """One sign-in. Times are epoch seconds."""

    session_id: str
    """The token's `jti`; it may be shown to its user, since it grants no access."""

    username: str
    at: float
    expires_at: float
    address: str = ""
    """The client's network address."""

    agent: Redacted
    """The client program's own name for itself."""
