"""What people do with their sign-ins. One that is ended ends on every process within seconds."""

from collections.abc import Sequence

from api.acts.audited import audit
from tools.errors import Forbidden, NotFound
from tools.nouns.accounts import AccountChanges, AuditAction
from tools.nouns.callers import Caller, Scope
from tools.nouns.sign_ins import SignIn
from tools.ports import AccountStore


async def listed_sessions(accounts: AccountStore, caller: Caller, username: str) -> Sequence[SignIn]:
    """Where a user is signed in, oldest first. The scope `admin` also shows others of the tenant.

    Raises Forbidden, NotFound.
    """
    await _check(accounts, caller, username)
    account = await accounts.user(username)
    ended = account.ended_sessions if account else {}
    return [each for each in await accounts.sign_ins.of_user(username) if each.session_id not in ended]


async def end_session(accounts: AccountStore, caller: Caller, username: str, session_id: str, until: float) -> None:
    """Sign out once. `until` is when its token ends by itself (epoch seconds). Raises Forbidden, NotFound."""
    await _check(accounts, caller, username)
    await accounts.end_session(username, session_id, until)
    await accounts.sign_ins.forget(username, session_id)
    await audit(accounts, caller, AuditAction.SESSION_ENDED, username, session=session_id[:64])


async def end_listed_session(accounts: AccountStore, caller: Caller, username: str, session_id: str) -> None:
    """Sign out one of the listed sessions. Raises Forbidden, and NotFound for one that is not listed."""
    found = await listed_sessions(accounts, caller, username)
    until = next((each.expires_at for each in found if each.session_id == session_id), None)
    if until is None:
        raise NotFound(f"no session {session_id[:80]!r} of {username[:80]!r}")
    await end_session(accounts, caller, username, session_id, until)


async def end_all_sessions(accounts: AccountStore, caller: Caller, username: str) -> None:
    """Sign out everywhere. Raises Forbidden, NotFound."""
    await _check(accounts, caller, username)
    await accounts.update_user(username, AccountChanges())
    for each in await accounts.sign_ins.of_user(username):
        await accounts.sign_ins.forget(username, each.session_id)
    await audit(accounts, caller, AuditAction.SESSIONS_ENDED, username)


async def _check(accounts: AccountStore, caller: Caller, username: str) -> None:
    """Users manage their own sessions; those of others need the scope `admin`."""
    if caller.key_id:
        raise Forbidden("a key has no sessions: log in as a user")
    if username == caller.actor:
        return
    caller.require(Scope.ADMIN)
    account = await accounts.user(username)
    if account is None or caller.tenant not in ("", account.tenant):
        raise NotFound(f"no user {username[:80]!r}")
