"""A single sign-on attempt while it is in progress."""

import secrets
from dataclasses import dataclass

CALLBACK = "/ui/sign-in/sso/callback"
"""The address that the browser returns to."""


class NotProven(Exception):
    """Raised if the provider vouched for nobody. The reason is for the log, not for the browser."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One sign-in in progress, kept by the browser until it returns."""

    state: str
    nonce: str
    verifier: str
    """The PKCE verifier, which only the browser's own attempt knows."""

    @classmethod
    def fresh(cls) -> "Attempt":
        """Return an attempt with unguessable values."""
        return cls(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))
