"""Sign-ins: users' tokens that were issued."""

from dataclasses import dataclass

from tools.nouns.redacted import Redacted


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """One sign-in. Times are epoch seconds."""

    session_id: str
    """The token's `jti`; it may be shown to its user, for it opens nothing."""

    username: str
    at: float
    expires_at: float
    address: str = ""
    """Where it came from."""

    agent: Redacted
    """The client program, as it names itself."""
