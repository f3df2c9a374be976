"""The signing secret of a key that is in use already: given, replaced and removed. Each act is audited.

Each raises Forbidden without the scope `admin`, NotFound for a key that the tenant does not have, and Conflict for one
that is revoked.
"""

from api.acts.audited import audit
from api.acts.keys import check_secret
from tools.errors import Conflict, InvalidRequest, NotFound
from tools.nouns.accounts import AuditAction
from tools.nouns.callers import Caller, Scope
from tools.nouns.keys import ApiKey
from tools.ports import AccountStore, KeyStore

OLD_SECRET_SECONDS = 86_400.0
"""How long the secret before stays valid if nobody says: long enough for the sender's side to change as well."""
MOST_OLD_SECONDS = 30 * 86_400.0


async def set_secret(
    keys: KeyStore, accounts: AccountStore, caller: Caller, key_id: str, secret: str, old_seconds: float, now: float
) -> ApiKey:
    """Check signatures with this secret from now on, and with the one before for `old_seconds` more.

    The same secret again only ends the one before earlier. Raises InvalidRequest, naming the field.
    """
    caller.require(Scope.ADMIN)
    if not secret:
        raise InvalidRequest("signing_secret: must not be empty; a secret is removed by DELETE, or --remove")
    check_secret(secret)
    if not 0 <= old_seconds <= MOST_OLD_SECONDS:
        raise InvalidRequest("old_valid_seconds: must be 0 or more seconds, at most 30 days")
    await _in_use(keys, caller, key_id)
    key = await keys.set_secret(key_id, secret, now + old_seconds)
    detail = {"name": key.name, "secrets": str(len(key.signing_secrets(now)))}
    await audit(accounts, caller, AuditAction.KEY_SECRET_SET, key_id, **detail)
    return key


async def remove_secret(keys: KeyStore, accounts: AccountStore, caller: Caller, key_id: str) -> ApiKey:
    """Ask for no signature any more. Raises Conflict for a key that was made to require one."""
    caller.require(Scope.ADMIN)
    if (await _in_use(keys, caller, key_id)).require_signature:
        raise Conflict(f"{key_id} was made to require signatures: set another signing secret instead")
    key = await keys.set_secret(key_id, "", 0.0)
    await audit(accounts, caller, AuditAction.KEY_SECRET_REMOVED, key_id, name=key.name)
    return key


async def _in_use(keys: KeyStore, caller: Caller, key_id: str) -> ApiKey:
    key = await keys.key(key_id)
    if key is None or key.tenant != caller.tenant:
        raise NotFound(f"no key {key_id[:80]!r}")
    if key.revoked_at is not None:
        raise Conflict(f"{key_id} is revoked: make another key")
    return key
