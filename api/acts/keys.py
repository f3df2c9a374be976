"""What an administrator does with API keys, the same for every door. Each act is audited.

Each raises Forbidden without the scope `admin`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import jmespath
from jmespath.exceptions import JMESPathError

from api.acts.audited import audit
from api.acts.texts import named
from api.auth.keys import new_key
from tools.errors import Forbidden, InvalidRequest
from tools.inbound.generic import MAPPABLE
from tools.inbound.registry import SENDERS, sender_named
from tools.nouns.accounts import AuditAction
from tools.nouns.callers import OF_KEYS, Caller, Scope
from tools.nouns.keys import OFF, ApiKey, QuietSeconds
from tools.ports import AccountStore, KeyStore

MIN_SIGNING_SECRET = 8
MOST_QUIET_SECONDS = 30 * 86_400.0
KEYLESS = ("sns",)
"""Senders that sign with a key of their own, so that there is no secret to share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedKey:
    """The properties of a key to be made; see `ApiKey`."""

    name: str
    scopes: Sequence[str]
    sender: str = ""
    service: str = ""
    environment: str = ""
    signing_secret: str = ""
    require_signature: bool = False
    recovery_quiet_seconds: QuietSeconds | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    heartbeat: bool = False
    expires_at: float | None = None


async def add_key(
    keys: KeyStore, accounts: AccountStore, caller: Caller, wanted: WantedKey, now: float
) -> tuple[ApiKey, str]:
    """Make a key; returns its record and, this once, the secret.

    Raises Forbidden if it would have more scopes than its maker or if its maker is a key, and InvalidRequest, naming
    the field, for an invalid value.
    """
    caller.require(Scope.ADMIN)
    if caller.key_id:
        raise Forbidden("a key cannot make keys: log in as a user")
    scopes = _scopes(wanted.scopes)
    if not scopes <= caller.scopes:
        raise Forbidden(f"a key may do no more than its maker, who has {', '.join(sorted(caller.scopes))}")
    made = new_key(now)
    key = ApiKey(
        key_id=made.key_id,
        tenant=caller.tenant,
        name=named("name", wanted.name),
        scopes=scopes,
        maker=caller.actor,
        digest=made.digest,
        created_at=now,
        sender=_sender(wanted.sender),
        service=named("service", wanted.service) if wanted.service else "",
        environment=named("environment", wanted.environment) if wanted.environment else "",
        signing_secret=wanted.signing_secret,
        require_signature=wanted.require_signature,
        recovery_quiet_seconds=_quiet(wanted.recovery_quiet_seconds),
        mapping=_mapping(wanted.mapping),
        heartbeat=wanted.heartbeat,
        expires_at=wanted.expires_at,
    )
    _check(key, now)
    await keys.add(key)
    detail = {"name": key.name, "scopes": " ".join(sorted(scopes)), "sender": key.sender}
    await audit(accounts, caller, AuditAction.KEY_ADDED, key.key_id, **detail)
    return key, made.key


async def revoke_key(keys: KeyStore, accounts: AccountStore, caller: Caller, key_id: str) -> ApiKey:
    """Revoke a key, within seconds on every process; a repeat changes nothing. Raises NotFound."""
    caller.require(Scope.ADMIN)
    key = await keys.revoke(caller.tenant, key_id)
    await audit(accounts, caller, AuditAction.KEY_REVOKED, key.key_id, name=key.name)
    return key


async def listed_keys(keys: KeyStore, caller: Caller) -> Sequence[ApiKey]:
    """All keys of the tenant, oldest first, including revoked ones."""
    caller.require(Scope.ADMIN)
    return await keys.keys(caller.tenant)


def check_secret(secret: str) -> None:
    """Check a secret; "" means none. Raises InvalidRequest for one that could be guessed."""
    if secret and len(secret) < MIN_SIGNING_SECRET:
        raise InvalidRequest(f"signing_secret: must have at least {MIN_SIGNING_SECRET} characters")


def _check(key: ApiKey, now: float) -> None:
    if key.expires_at is not None and key.expires_at <= now:
        raise InvalidRequest("expires_at: must be in the future")
    check_secret(key.signing_secret)
    if key.require_signature and not key.signing_secret and key.sender not in KEYLESS:
        raise InvalidRequest(
            "require_signature: needs a signing_secret; only the senders "
            f"{', '.join(KEYLESS)} sign with a key of their own"
        )


def _scopes(words: Sequence[str]) -> frozenset[Scope]:
    try:
        found = frozenset(map(Scope, words))
    except ValueError as error:
        raise InvalidRequest(f"scopes: use {', '.join(OF_KEYS)}") from error
    if not found <= set(OF_KEYS):
        raise InvalidRequest(f"scopes: a key can have {', '.join(OF_KEYS)}; what an owner may is done by users")
    if not found:
        raise InvalidRequest(f"scopes: name at least one of {', '.join(OF_KEYS)}")
    return found


def _sender(name: str) -> str:
    if not name:
        return ""
    sender = sender_named(name)
    if sender is None:
        raise InvalidRequest(f"sender: use {', '.join(SENDERS)}")
    return sender.name


def _quiet(wanted: QuietSeconds | None) -> QuietSeconds | None:
    if wanted is None or wanted == OFF or (not isinstance(wanted, str) and 0 <= wanted <= MOST_QUIET_SECONDS):
        return wanted
    raise InvalidRequest(f"recovery_quiet_seconds: must be 0 or more seconds, at most 30 days, or {OFF}")


def _mapping(wanted: Mapping[str, str]) -> dict[str, str]:
    for name, expression in wanted.items():
        if name not in MAPPABLE:
            raise InvalidRequest(f"mapping: {name[:80]!r} is not a field: use {', '.join(MAPPABLE)}")
        try:
            jmespath.compile(expression)
        except JMESPathError as error:
            raise InvalidRequest(f"mapping.{name}: not a JMESPath expression") from error
    return dict(wanted)
