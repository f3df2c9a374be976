"""API keys: how machines prove who they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from tools.nouns.callers import Scope

OFF = "off"
QuietSeconds: TypeAlias = float | str
"""Seconds until a recovered ticket is closed, or `off`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key of one tenant. The secret itself is nowhere: only its digest is kept. Times are epoch seconds."""

    key_id: str
    """`key_` and a ULID; it may be shown and logged."""

    tenant: str
    name: str
    """What people call it; acts and the audit log name the key by it."""

    scopes: frozenset[Scope]
    maker: str
    """The user, or `cli:` and the operating system's user, who made it."""

    digest: str
    """SHA-256 of the whole key, in hex."""

    created_at: float
    sender: str = ""
    """The only sender whose route takes it; "": every one."""

    service: str = ""
    """Every report that comes by it is of this service, whatever the body says; "": the body decides."""

    environment: str = ""
    """As `service`."""

    signing_secret: str = field(default="", repr=False)
    """What the sender signs with, as it is: signatures could not be checked with a digest. Never shown."""

    old_signing_secret: str = field(default="", repr=False)
    """The one before it, for a while: nobody can change both sides at the same moment."""

    old_secret_until: float = 0.0
    """When the old one ends."""

    require_signature: bool = False
    """Refuse bodies without a valid signature, also where there is no secret to share (Amazon SNS)."""

    recovery_quiet_seconds: QuietSeconds | None = None
    """None: RECOVERY_QUIET_SECONDS."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    """A JMESPath expression for each field, for JSON of another shape."""

    heartbeat: bool = False
    """Every alert that comes by it only proves that the pipeline lives."""

    topic: str = ""
    """The SNS topic that it was bound to at the first confirmation; "": not yet."""

    expires_at: float | None = None
    revoked_at: float | None = None
    last_used_at: float | None = None
    """As of a minute ago or so."""

    def in_force(self, now: float) -> bool:
        """False once it is revoked or expired."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    def state(self, now: float) -> str:
        """`active`, `expired` or `revoked`, as it is shown."""
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
        """True if a body needs a valid signature beside the key."""
        return self.require_signature or bool(self.signing_secret)
