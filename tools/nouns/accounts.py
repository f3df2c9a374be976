"""User accounts, and the lines of the audit log."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Self

DEFAULT_TENANT = "default"
"""The organisation of whoever names none."""


class Role(IntEnum):
    """What a user may do; a higher role may do all that a lower one may."""

    VIEWER = 1
    RESPONDER = 2
    ADMIN = 3
    OWNER = 4

    @property
    def word(self) -> str:
        """As it is stored, signed and shown: `viewer`, `responder`, `admin` or `owner`."""
        return self.name.lower()

    @classmethod
    def parse(cls, word: str) -> Self:
        """The role with this word. Raises ValueError that names the words allowed."""
        for role in cls:
            if role.word == word:
                return role
        raise ValueError(f"the role must be one of {', '.join(role.word for role in cls)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A user of one tenant."""

    username: str
    """Unique over all tenants of a store."""

    tenant: str
    role: Role
    password_hash: str
    """As `api.auth.passwords` writes it; never shown, logged or exported."""

    disabled: bool = False
    """A disabled user cannot log in, and the tokens given before are refused."""

    token_version: int = 1
    """Tokens carry the version they were signed for; every change raises it, so older tokens end."""

    must_change: bool = False
    """The user may do nothing but choose another password."""

    ended_sessions: Mapping[str, float] = field(default_factory=dict)
    """Sign-ins that are over, by their ids, each until its token ends by itself (epoch seconds)."""

    @property
    def state(self) -> str:
        """In words: whether the user may come in."""
        if self.disabled:
            return "disabled"
        return "must change the password" if self.must_change else "active"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChanges:
    """What to change in an account; None leaves a field as it is. Name and tenant never change."""

    role: Role | None = None
    password_hash: str | None = None
    disabled: bool | None = None
    must_change: bool | None = None


class AuditAction(StrEnum):
    """Everything that is audited."""

    LOGIN_ACCEPTED = "login-accepted"
    LOGIN_REFUSED = "login-refused"
    USER_ADDED = "user-added"
    USER_PASSWORD_CHANGED = "user-password-changed"
    USER_DISABLED = "user-disabled"
    USER_ENABLED = "user-enabled"
    USER_ROLE_CHANGED = "user-role-changed"
    USER_DELETED = "user-deleted"
    SESSION_ENDED = "session-ended"
    SESSIONS_ENDED = "sessions-ended"
    KEY_ADDED = "key-added"
    KEY_REVOKED = "key-revoked"
    KEY_SECRET_SET = "key-secret-set"
    KEY_SECRET_REMOVED = "key-secret-removed"
    KEY_REFUSED_IN_URL = "key-refused-in-url"
    RUNBOOK_PUT = "runbook-put"
    RUNBOOK_DELETED = "runbook-delete"
    RUNBOOKS_INGESTED = "runbooks-ingested"
    DELIVERY_REPLAYED = "delivery-replayed"
    DELIVERIES_REPLAYED = "deliveries-replayed"
    DELIVERIES_HELD = "deliveries-held"
    DELIVERIES_RELEASED = "deliveries-released"
    SILENCE_ADDED = "silence-added"
    SILENCE_ENDED = "silence-ended"
    INCIDENT_RESOLVED = "incident-resolved"
    INCIDENT_RESOLUTION_AMENDED = "incident-resolution-amended"
    INCIDENT_REOPENED = "incident-reopened"
    INCIDENT_ACKNOWLEDGED = "incident-acknowledged"
    INCIDENT_GIVEN_BACK = "incident-given-back"
    INCIDENT_SEVERITY_SET = "incident-severity-set"
    INCIDENT_COMMENTED = "incident-commented"
    INCIDENT_ADVICE_RATED = "incident-advice-rated"
    INCIDENT_ADVISED = "incident-advised"
    INCIDENT_MERGED = "incident-merged"
    INCIDENT_SPLIT = "incident-split"
    STORE_EXPORTED = "store-exported"
    STORE_IMPORTED = "store-imported"
    STORE_BACKED_UP = "store-backed-up"
    STORE_RESTORED = "store-restored"
    STORE_PRUNED = "store-pruned"
    STORE_REINDEXED = "store-reindexed"
    STORE_SCRUBBED = "store-scrubbed"
    TENANT_ADDED = "tenant-added"
    TENANT_SUSPENDED = "tenant-suspended"
    TENANT_RESUMED = "tenant-resumed"
    TENANT_QUOTAS_SET = "tenant-quotas-set"
    TENANT_EXPORTED = "tenant-exported"
    TENANT_DELETED = "tenant-deleted"
    TENANT_RESTORED = "tenant-restored"
    TENANT_ERASED = "tenant-erased"
    SIGNING_KEY_ROTATED = "signing-key-rotated"
    SETTINGS_CHANGED = "settings-changed"
    AUDIT_SEALED = "audit-sealed"
    AUDIT_EXPORTED = "audit-exported"
    DESTINATION_TRIED = "destination-tried"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what: what a caller asks the audit log to keep."""

    tenant: str
    """"" for what belongs to no tenant, such as a log-in under an unknown name."""

    actor: str
    """The token's user, or `cli:` and the operating system's user."""

    action: AuditAction
    subject: str
    """What it was done to: a user name, a key id, a runbook id, an incident id."""

    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line of the audit log as it is stored. `tools.tickets.shared.audit` chains them."""

    seq: int
    """Its number in the store's order; lines before have lower ones."""

    at: float
    """Epoch seconds."""

    tenant: str
    actor: str
    action: str
    """An AuditAction, or a word that another version of the program wrote."""

    subject: str
    detail: str
    """A JSON object of texts, kept as it was written: the digest covers these characters."""

    digest: str
    """Covers this line and the digest of the line before it, so that no line can be changed or removed unseen."""


@dataclass(frozen=True, slots=True)
class AuditHead:
    """How far the audit log goes. Kept elsewhere, it shows later that lines were cut off or the log was replaced."""

    count: int
    """How many lines there are."""

    digest: str
    """The last line's."""

    seal: str = ""
    """Covers count and digest, so that a head cannot be made up."""

    def __str__(self) -> str:
        """As it is kept elsewhere: `count:digest`."""
        return f"{self.count}:{self.digest}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The inverse of `str`. Raises ValueError."""
        count, _, digest = text.strip().partition(":")
        if not digest:
            raise ValueError("a head of the audit log is written count:digest")
        return cls(int(count), digest)
