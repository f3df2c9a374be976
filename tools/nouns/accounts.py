"""User accounts, and the lines of the audit log."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Self

DEFAULT_TENANT = "default"
"""The tenant that is used if none is named."""


class Role(IntEnum):
    """A user's role; a higher role includes the rights of all lower ones."""

    VIEWER = 1
    RESPONDER = 2
    ADMIN = 3
    OWNER = 4

    @property
    def word(self) -> str:
        """Its stored, signed and displayed form: `viewer`, `responder`, `admin` or `owner`."""
        return self.name.lower()

    @classmethod
    def parse(cls, word: str) -> Self:
        """The role with this name. Raises ValueError, which lists the valid names."""
        for role in cls:
            if role.word == word:
                return role
        raise ValueError(f"the role must be one of {', '.join(role.word for role in cls)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A user of one tenant."""

    username: str
    """Unique across all tenants of a store."""

    tenant: str
    role: Role
    password_hash: str
    """In the format of `api.auth.passwords`; never shown, logged or exported."""

    disabled: bool = False
    """A disabled user cannot log in, and tokens issued earlier are refused."""

    token_version: int = 1
    """Tokens carry the version they were signed for; every change raises it, which invalidates older tokens."""

    must_change: bool = False
    """The user may only choose another password."""

    ended_sessions: Mapping[str, float] = field(default_factory=dict)
    """Ended sign-ins, by id; each is kept until its token expires (epoch seconds)."""

    @property
    def state(self) -> str:
        """The account's state in words: `active`, `disabled` or `must change the password`."""
        if self.disabled:
            return "disabled"
        return "must change the password" if self.must_change else "active"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChanges:
    """Changes to an account; None leaves a field unchanged. Name and tenant never change."""

    role: Role | None = None
    password_hash: str | None = None
    disabled: bool | None = None
    must_change: bool | None = None


class AuditAction(StrEnum):
    """The acts that are audited."""

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
    """Who did what: one entry that a caller adds to the audit log."""

    tenant: str
    """"" if it concerns no tenant, such as a login with an unknown name."""

    actor: str
    """The token's user, or `cli:` and the operating system user."""

    action: AuditAction
    subject: str
    """The object of the act: a user name, key id, runbook id or incident id."""

    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line of the audit log as it is stored. `tools.tickets.shared.audit` chains them."""

    seq: int
    """Its sequence number in the store; later lines have higher numbers."""

    at: float
    """Epoch seconds."""

    tenant: str
    actor: str
    action: str
    """An AuditAction, or an action that only another version of the program knows."""

    subject: str
    detail: str
    """A JSON object of texts, stored exactly as written, because the digest covers these characters."""

    digest: str
    """Covers this line and the previous line's digest, so that no line can be changed or removed unnoticed."""


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The end of the audit log. A copy kept elsewhere shows later if lines were cut off or the log was replaced."""

    count: int
    """The number of lines."""

    digest: str
    """The digest of the last line."""

    seal: str = ""
    """Covers count and digest, so that a head cannot be forged."""

    def __str__(self) -> str:
        """The form in which copies are kept: `count:digest`."""
        return f"{self.count}:{self.digest}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The inverse of `str`. Raises ValueError."""
        count, _, digest = text.strip().partition(":")
        if not digest:
            raise ValueError("a head of the audit log has the form count:digest")
        return cls(int(count), digest)
