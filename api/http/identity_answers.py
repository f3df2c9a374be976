"""Response bodies about users, tenants and the audit log."""

from dataclasses import asdict

from typing_extensions import TypedDict

from api.auth.accounts import Principal
from api.http.knowledge_answers import documented
from tools.nouns.accounts import Account
from tools.nouns.json_types import Json
from tools.nouns.sign_ins import SignIn
from tools.nouns.tenants import RESTORABLE_SECONDS, Tenant
from tools.times import rfc3339


@documented
class AuditEntryAnswer(TypedDict):
    """Who did what."""

    seq: int
    at: str
    actor: str
    """A user, `key:` and a key's name, `cli:` and the operating system's user, or `system`."""

    action: str
    subject: str
    """The object of the act; for acts on incidents, the incident's id."""

    detail: dict[str, str]


@documented
class AuditList(TypedDict):
    """Lines of the audit log, newest first."""

    entries: list[AuditEntryAnswer]
    next_cursor: str | None
    """The cursor of older lines."""


@documented
class UserAnswer(TypedDict):
    """A user."""

    username: str
    tenant: str
    role: str
    disabled: bool
    must_change_password: bool
    """The user must choose a new password first."""


@documented
class UserList(TypedDict):
    """The users of a tenant."""

    count: int
    users: list[UserAnswer]
    next_cursor: str | None


@documented
class NewPasswordAnswer(TypedDict):
    """A user whose password was set."""

    username: str
    password: str | None
    """The generated password, shown only here; null if you sent one."""


@documented
class SessionAnswer(TypedDict):
    """A sign-in session."""

    session_id: str
    at: str
    expires_at: str
    address: str
    agent: str
    current: bool


@documented
class SessionList(TypedDict):
    """The sessions of a user."""

    count: int
    sessions: list[SessionAnswer]


@documented
class MeAnswer(TypedDict):
    """Who is calling."""

    name: str
    """The user's name, or `key:` and the key's name."""

    tenant: str
    scopes: list[str]
    """Empty if the user must first choose another password with `POST /me/password`."""

    session_id: str | None


@documented
class QuotasAnswer(TypedDict):
    """The limits per day (UTC); null means unlimited."""

    reports: int | None
    incidents: int | None
    model_calls: int | None


@documented
class TenantAnswer(TypedDict):
    """An organisation."""

    tenant: str
    state: str
    """active, suspended (read-only) or deleted (nobody can sign in)."""

    quotas: QuotasAnswer
    deleted_at: str | None
    erased_after: str | None
    """Until then, a deleted tenant can be restored."""


@documented
class DeletedTenantAnswer(TenantAnswer):
    """A tenant that was deleted."""

    export: str
    """The file in DATA_DIR/exports that contains its data."""


@documented
class TenantList(TypedDict):
    """All tenants."""

    count: int
    tenants: list[TenantAnswer]
    next_cursor: str | None


def tenant_shown(tenant: Tenant) -> Json:
    """Return a tenant as JSON."""
    gone = tenant.deleted_at
    return {
        "tenant": tenant.name,
        "state": tenant.state.value,
        "quotas": asdict(tenant.quotas),
        "deleted_at": None if gone is None else rfc3339(gone),
        "erased_after": None if gone is None else rfc3339(gone + RESTORABLE_SECONDS),
    }


def user_shown(account: Account) -> Json:
    """Return a user as JSON, without secrets."""
    return {
        "username": account.username,
        "tenant": account.tenant,
        "role": account.role.word,
        "disabled": account.disabled,
        "must_change_password": account.must_change,
    }


def session_shown(session: SignIn, current: str = "") -> Json:
    """Return a session as JSON; `current` is the id of the calling session."""
    return {
        "session_id": session.session_id,
        "at": rfc3339(session.at),
        "expires_at": rfc3339(session.expires_at),
        "address": session.address,
        "agent": session.agent,
        "current": session.session_id == current,
    }


def me_shown(principal: Principal) -> Json:
    """Return as JSON who is calling."""
    caller = principal.caller
    scopes = sorted(caller.scopes)
    return {
        "name": caller.actor,
        "tenant": caller.tenant,
        "scopes": scopes,
        "session_id": principal.session_id or None,
    }
