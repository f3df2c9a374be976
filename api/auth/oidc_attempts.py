"""A single sign-on attempt while it is under way."""

import secrets
from dataclasses import dataclass

CALLBACK = "/ui/sign-in/sso/callback"
"""Where the browser comes back to."""


class NotProven(Exception):
    """The provider did not vouch for anybody. The reason is for the log, not for the browser."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One sign-in under way, kept by the browser until it comes back."""

    state: str
    nonce: str
    verifier: str
    """PKCE's: what only the browser's own attempt knows."""

    @classmethod
    def fresh(cls) -> "Attempt":
        """Unguessable."""
        return cls(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))
