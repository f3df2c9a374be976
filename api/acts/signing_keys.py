"""Rotates the keys that sign tokens. The act is audited."""

import asyncio

from api.acts.audited import audit
from api.auth.signing_keys import JWT_SECRET_FILE, configured_keys, rotate, signing_keys
from tools.errors import Conflict
from tools.nouns.accounts import AuditAction
from tools.nouns.callers import Caller, Scope
from tools.ports import AccountStore
from tools.settings import Settings


async def rotate_keys(accounts: AccountStore, caller: Caller, settings: Settings, *, end_sessions: bool) -> str:
    """Put a new key at the front of the key ring in DATA_DIR; return its id.

    Raises Forbidden, and Conflict if the keys come from the settings: there the operator changes them.
    """
    caller.require(Scope.OWNER)
    if configured_keys(settings):
        raise Conflict(
            "the signing keys come from the settings, not from a command: set JWT_SECRET_KEYS=old,new on every "
            "instance and restart it, then JWT_SECRET_KEYS=new,old, and after an hour JWT_SECRET_KEYS=new"
        )
    signing_keys(settings)
    lifetime = settings.access_token_expire_minutes * 60
    fresh = await asyncio.to_thread(rotate, settings.data_dir / JWT_SECRET_FILE, lifetime, end_sessions=end_sessions)
    ended = "yes" if end_sessions else "no"
    await audit(accounts, caller, AuditAction.SIGNING_KEY_ROTATED, fresh.kid, sessions_ended=ended)
    return fresh.kid
