"""What an administrator does with accounts: the one place for every door. Each act is audited, under the user's name.

Each raises Forbidden without the scope `admin`, and InvalidRequest for a password that is too weak.
"""

import secrets

from api.acts.audited import audit
from api.auth.password_rules import check_password
from api.auth.passwords import PasswordHasher
from tools.errors import Conflict, InvalidRequest
from tools.nouns.accounts import Account, AccountChanges, AuditAction, Role
from tools.nouns.callers import Caller, Scope
from tools.ports import AccountStore
from tools.text.redaction.redact import redact
from tools.text.visible import hides_characters

MAX_USERNAME = 64


async def add_user(accounts: AccountStore, caller: Caller, username: str, role: str, password: str | None) -> str:
    """Create a user of the caller's tenant; returns the password, generated if none is given. Raises Conflict."""
    caller.require(Scope.ADMIN)
    _check_name(username)
    given, chosen = _role(role), _chosen(password, username)
    account = Account(username=username, tenant=caller.tenant, role=given, password_hash=await _hashed(chosen))
    if not await accounts.create_user(account):
        raise Conflict(f"there is a user {username!r} already")
    await audit(accounts, caller, AuditAction.USER_ADDED, username, role=given.word)
    return chosen


async def change_password(accounts: AccountStore, caller: Caller, username: str, password: str | None) -> str:
    """Set a password, or generate one, and return it; the user's tokens end within seconds. Raises NotFound."""
    caller.require(Scope.ADMIN)
    chosen = _chosen(password, username)
    await accounts.update_user(username, AccountChanges(password_hash=await _hashed(chosen)))
    await audit(accounts, caller, AuditAction.USER_PASSWORD_CHANGED, username)
    return chosen


async def set_disabled(accounts: AccountStore, caller: Caller, username: str, disabled: bool) -> None:
    """Lock a user out, whose tokens end within seconds, or let them in again. Raises NotFound."""
    caller.require(Scope.ADMIN)
    await accounts.update_user(username, AccountChanges(disabled=disabled))
    await audit(accounts, caller, AuditAction.USER_DISABLED if disabled else AuditAction.USER_ENABLED, username)


def _check_name(username: str) -> None:
    """Names are compared literally and stand in every audit line: a bad one is refused rather than redacted."""
    if len(username) > MAX_USERNAME:
        raise InvalidRequest(f"a user name has at most {MAX_USERNAME} characters")
    if hides_characters(username):
        raise InvalidRequest("a user name has no hidden characters, tabs or line ends")
    if redact(username) != username:
        raise InvalidRequest(
            "a user name is shown in lists and audit lines, and this one looks like a secret or personal data (a "
            "password, token, mail address or number of a person): choose another, such as a short name"
        )


def _role(word: str) -> Role:
    try:
        return Role.parse(word)
    except ValueError as error:
        raise InvalidRequest(str(error)) from error


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
