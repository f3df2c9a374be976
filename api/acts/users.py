"""What is done with user accounts, through any door. Each act is audited under the user's name.

Each raises Forbidden if the caller may not do it, NotFound for a user that the caller's tenant does not have, and
InvalidRequest for a weak password. No act removes the last administrator: that raises Conflict.
"""

import secrets
from collections.abc import Sequence
from dataclasses import replace

from api.acts.audited import audit
from api.auth.password_rules import check_password
from api.auth.passwords import PasswordHasher
from tools.errors import Conflict, Forbidden, InvalidRequest, NotFound
from tools.nouns.accounts import Account, AccountChanges, AuditAction, Role
from tools.nouns.callers import Caller, Scope, scopes_of
from tools.nouns.tenants import NAME, NAME_RULE
from tools.ports import AccountStore
from tools.text.redaction.redact import redact
from tools.text.visible import hides_characters

MAX_USERNAME = 64


async def add_user(
    accounts: AccountStore,
    caller: Caller,
    username: str,
    role: str,
    password: str | None,
    *,
    must_change: bool = False,
) -> str:
    """Create a user of the caller's tenant; return the password, generated if none is given. Raises Conflict.

    `must_change`: the user must choose another password before doing anything else.
    """
    caller.require(Scope.ADMIN)
    _check_name(username)
    if not NAME.fullmatch(caller.tenant):
        raise InvalidRequest(f"tenant: {NAME_RULE}")
    given, chosen = _granted(caller, role), _chosen(password, username)
    account = Account(
        username=username,
        tenant=caller.tenant,
        role=given,
        password_hash=await _hashed(chosen),
        must_change=must_change,
        token_version=secrets.randbits(40),  # tokens of an earlier user of this name may still exist: they stay refused
    )
    if not await accounts.create_user(account):
        raise Conflict(f"there is a user {username!r} already")
    await audit(accounts, caller, AuditAction.USER_ADDED, username, role=given.word)
    return chosen


def for_tenant(caller: Caller, tenant: str) -> Caller:
    """Return the caller acting for another tenant ("" is their own). Raises Forbidden unless the caller is an owner."""
    if tenant in ("", caller.tenant):
        return caller
    caller.require(Scope.OWNER)
    return replace(caller, tenant=tenant)


async def change_password(
    accounts: AccountStore, caller: Caller, username: str, password: str | None, *, must_change: bool = False
) -> str:
    """Set a password, or generate one, and return it. The user's tokens stop working within seconds."""
    caller.require(Scope.ADMIN)
    await _subject(accounts, caller, username)
    chosen = _chosen(password, username)
    changes = AccountChanges(password_hash=await _hashed(chosen), must_change=must_change)
    await accounts.update_user(username, changes)
    await audit(accounts, caller, AuditAction.USER_PASSWORD_CHANGED, username)
    return chosen


async def change_own_password(accounts: AccountStore, caller: Caller, current: str, password: str) -> None:
    """Change the caller's own password, whatever their role, and end all their sessions, this one too.

    Raises Forbidden if `current` is wrong.
    """
    account = await accounts.user(caller.actor)
    if caller.key_id or account is None:
        raise Forbidden("only a user who is signed in has a password to change")
    hasher = PasswordHasher()
    try:
        if not await hasher.verify(current, account.password_hash):
            raise Forbidden("current_password: this is not your current password")
        if await hasher.verify(password, account.password_hash):
            raise InvalidRequest("new_password: must differ from the current one")
    finally:
        hasher.close()
    _chosen(password, account.username)
    changes = AccountChanges(password_hash=await _hashed(password), must_change=False)
    await accounts.update_user(account.username, changes)
    await audit(accounts, caller, AuditAction.USER_PASSWORD_CHANGED, account.username)


async def change_role(accounts: AccountStore, caller: Caller, username: str, role: str) -> None:
    """Give a user another role. The user's tokens stop working within seconds."""
    caller.require(Scope.ADMIN)
    before = await _subject(accounts, caller, username)
    given = _granted(caller, role)
    if given < Role.ADMIN:
        await _check_another_admin(accounts, before)
    await accounts.update_user(username, AccountChanges(role=given))
    if given < Role.ADMIN:
        await _keep_an_admin(accounts, before, AccountChanges(role=before.role))
    await audit(accounts, caller, AuditAction.USER_ROLE_CHANGED, username, role=given.word, before=before.role.word)


async def set_disabled(accounts: AccountStore, caller: Caller, username: str, disabled: bool) -> None:
    """Lock a user out, whose tokens then stop working within seconds, or let the user in again."""
    caller.require(Scope.ADMIN)
    before = await _subject(accounts, caller, username)
    if disabled:
        await _check_another_admin(accounts, before)
    await accounts.update_user(username, AccountChanges(disabled=disabled))
    if disabled:
        await _keep_an_admin(accounts, before, AccountChanges(disabled=before.disabled))
    await audit(accounts, caller, AuditAction.USER_DISABLED if disabled else AuditAction.USER_ENABLED, username)


async def delete_user(accounts: AccountStore, caller: Caller, username: str) -> None:
    """Remove an account. Its tokens stop working within seconds; records of the user's acts keep the name."""
    caller.require(Scope.ADMIN)
    before = await _subject(accounts, caller, username)
    await _check_another_admin(accounts, before)
    await accounts.update_user(username, AccountChanges(disabled=True))
    await _keep_an_admin(accounts, before, AccountChanges(disabled=before.disabled))
    await accounts.delete_user(username)
    await audit(accounts, caller, AuditAction.USER_DELETED, username, role=before.role.word)


async def listed_users(accounts: AccountStore, caller: Caller) -> Sequence[Account]:
    """Return the users of the caller's tenant, by name."""
    caller.require(Scope.ADMIN)
    return [each for each in await accounts.users() if caller.tenant in ("", each.tenant)]


async def found_user(accounts: AccountStore, caller: Caller, username: str) -> Account:
    """Return one user of the caller's tenant. Raises NotFound."""
    for each in await listed_users(accounts, caller):
        if each.username == username:
            return each
    raise NotFound(f"no user {username[:80]!r}")


async def _subject(accounts: AccountStore, caller: Caller, username: str) -> Account:
    """Return the account to change. A user of another tenant counts as not found."""
    if caller.key_id:
        raise Forbidden("a key cannot manage users: log in as a user")
    account = await accounts.user(username)
    if account is None or caller.tenant not in ("", account.tenant):
        raise NotFound(f"no user {username[:80]!r}")
    if not scopes_of(account.role) <= caller.scopes:
        raise Forbidden(f"{account.role.word}s are managed only by {account.role.word}s")
    return account


async def _check_another_admin(accounts: AccountStore, account: Account) -> None:
    """Raise Conflict if no other account could replace this administrator. Call it before any change."""
    if account.role < Role.ADMIN or account.disabled:
        return
    for each in await accounts.users():
        stands_in = each.tenant == account.tenant and each.role >= account.role and not each.disabled
        if stands_in and each.username != account.username:
            return
    raise Conflict(f"{account.username} is the last {account.role.word} of {account.tenant}: make another one first")


async def _keep_an_admin(accounts: AccountStore, before: Account, undo: AccountChanges) -> None:
    """Undo a change that left a tenant without an administrator.

    Two changes at the same moment can do that; then both may be undone.
    """
    try:
        await _check_another_admin(accounts, before)
    except Conflict:
        await accounts.update_user(before.username, undo)
        raise


def _granted(caller: Caller, word: str) -> Role:
    """Return the role to give; nobody can give more than they have. Raises InvalidRequest, Forbidden."""
    if caller.key_id:
        raise Forbidden("a key cannot manage users: log in as a user")
    try:
        role = Role.parse(word)
    except ValueError as error:
        raise InvalidRequest(f"role: {error}") from error
    if not scopes_of(role) <= caller.scopes:
        raise Forbidden(f"only an {role.word} makes an {role.word}")
    return role


def _check_name(username: str) -> None:
    """Refuse a bad name, not redact it: names are compared literally and appear in every audit line."""
    if not username.strip():
        raise InvalidRequest("a user name must not be empty")
    if len(username) > MAX_USERNAME:
        raise InvalidRequest(f"a user name may have at most {MAX_USERNAME} characters")
    if hides_characters(username):
        raise InvalidRequest("a user name must not have hidden characters, tabs or line ends")
    if username == "system" or username.startswith(("cli:", "key:", "sso:")):
        raise InvalidRequest(
            "a user name must not be `system` or begin with `cli:`, `key:` or `sso:`: the audit log uses those"
        )
    if redact(username) != username:
        raise InvalidRequest(
            "a user name is shown in lists and audit lines, and this one looks like a secret or personal data (a "
            "password, token, mail address or number of a person): choose another, such as a short name"
        )


def _chosen(password: str | None, username: str) -> str:
    if password is None:
        return secrets.token_urlsafe(15)
    check_password(password, username)
    return password


async def _hashed(password: str) -> str:
    hasher = PasswordHasher()
    try:
        return await hasher.hash(password)
    finally:
        hasher.close()
