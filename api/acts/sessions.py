"""What people do with sign-in sessions. A session that is ended stops working on every process within seconds."""

from collections.abc import Sequence

from api.acts.audited import audit
from tools.errors import Forbidden, NotFound
from tools.nouns.accounts import AccountChanges, AuditAction
from tools.nouns.callers import Caller, Scope
from tools.nouns.sign_ins import SignIn
from tools.ports import AccountStore


async def listed_sessions(accounts: AccountStore, caller: Caller, username: str) -> Sequence[SignIn]:
    """Return a user's sessions, oldest first. The scope `admin` also shows those of other users of the tenant.

    Raises Forbidden, NotFound.
    """
    await _check(accounts, caller, username)
    account = await accounts.user(username)
    ended = account.ended_sessions if account else {}
    return [each for each in await accounts.sign_ins.of_user(username) if each.session_id not in ended]


async def end_session(accounts: AccountStore, caller: Caller, username: str, session_id: str, until: float) -> None:
    """End one session. `until` is when its token expires (epoch seconds). Raises Forbidden, NotFound."""
    await _check(accounts, caller, username)
    await accounts.end_session(username, session_id, until)
    await accounts.sign_ins.forget(username, session_id)
    await audit(accounts, caller, AuditAction.SESSION_ENDED, username, session=session_id[:64])


async def end_listed_session(accounts: AccountStore, caller: Caller, username: str, session_id: str) -> None:
    """End one of the listed sessions. Raises Forbidden, and NotFound if it is not listed."""
    found = await listed_sessions(accounts, caller, username)
    until = next((each.expires_at for each in found if each.session_id == session_id), None)
    if until is None:
        raise NotFound(f"no session {session_id[:80]!r} of {username[:80]!r}")
    await end_session(accounts, caller, username, session_id, until)


async def end_all_sessions(accounts: AccountStore, caller: Caller, username: str) -> None:
    """End all sessions of a user. Raises Forbidden, NotFound."""
    await _check(accounts, caller, username)
    await accounts.update_user(username, AccountChanges())
    for each in await accounts.sign_ins.of_user(username):
        await accounts.sign_ins.forget(username, each.session_id)
    await audit(accounts, caller, AuditAction.SESSIONS_ENDED, username)


async def _check(accounts: AccountStore, caller: Caller, username: str) -> None:
    """Users manage their own sessions; managing those of others needs the scope `admin`."""
    if caller.key_id:
        raise Forbidden("a key has no sessions: log in as a user")
    if username == caller.actor:
        return
    caller.require(Scope.ADMIN)
    account = await accounts.user(username)
    if account is None or caller.tenant not in ("", account.tenant):
        raise NotFound(f"no user {username[:80]!r}")
