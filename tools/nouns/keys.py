"""API keys, with which machines authenticate."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from tools.nouns.callers import Scope

OFF = "off"
QuietSeconds: TypeAlias = float | str
"""Seconds until a recovered ticket is resolved, or `off`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key of one tenant. Only a digest of the secret is stored. Times are epoch seconds."""

    key_id: str
    """`key_` and a ULID; it may be shown and logged."""

    tenant: str
    name: str
    """Its display name, also in acts and the audit log."""

    scopes: frozenset[Scope]
    maker: str
    """The user who created it, or `cli:` and the operating system user."""

    digest: str
    """SHA-256 of the whole key, in hex."""

    created_at: float
    sender: str = ""
    """The only sender whose route accepts it; "" for any."""

    service: str = ""
    """The service of every report sent with it, whatever the body says; "": the body decides."""

    environment: str = ""
    """The environment of every report, like `service`."""

    signing_secret: str = field(default="", repr=False)
    """The sender's signing secret in clear, since a digest could not verify signatures. Never shown."""

    old_signing_secret: str = field(default="", repr=False)
    """The one before it, for a while: nobody can change both sides at the same moment."""

    old_secret_until: float = 0.0
    """When the old one ends."""

    require_signature: bool = False
    """Refuse bodies without a valid signature, even where there is no shared secret (Amazon SNS)."""

    recovery_quiet_seconds: QuietSeconds | None = None
    """The quiet time before a recovered ticket is resolved; None means RECOVERY_QUIET_SECONDS."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    """A JMESPath expression for each field, for JSON in another format."""

    heartbeat: bool = False
    """Treat every alert sent with it as a heartbeat: it only proves that the pipeline works."""

    topic: str = ""
    """The SNS topic that it was bound to by the first confirmation; "" if none yet."""

    expires_at: float | None = None
    revoked_at: float | None = None
    last_used_at: float | None = None
    """Accurate to about a minute."""

    def in_force(self, now: float) -> bool:
        """True until it is revoked or expires."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    def state(self, now: float) -> str:
        """The displayed state: `active`, `expired` or `revoked`."""
        if self.revoked_at is not None:
            return "revoked"
        return "active" if self.in_force(now) else "expired"

    def signing_secrets(self, now: float) -> tuple[str, ...]:
        """Those that a signature may be made with, the newest first."""
        held = (self.signing_secret, self.old_signing_secret if now < self.old_secret_until else "")
        return tuple(filter(None, held))

    def with_secret(self, secret: str, old_until: float) -> "ApiKey":
        """With another signing secret; "" removes all.

        The one before stays valid until `old_until`. The same secret again ends the old one then, if that is earlier.
        """
        if not secret:
            return replace(self, signing_secret="", old_signing_secret="", old_secret_until=0.0)
        if secret == self.signing_secret:
            return replace(self, old_secret_until=min(self.old_secret_until, old_until))
        until = old_until if self.signing_secret else 0.0
        return replace(self, signing_secret=secret, old_signing_secret=self.signing_secret, old_secret_until=until)

    @property
    def demands_signature(self) -> bool:
        """True if a body needs a valid signature in addition to the key."""
        return self.require_signature or bool(self.signing_secret)
