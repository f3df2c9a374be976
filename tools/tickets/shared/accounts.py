"""Accounts in plain JSON types, as every store keeps them."""

import orjson

from tools.errors import StoreUnavailable
from tools.nouns.accounts import Account, AccountChanges, Role
from tools.nouns.json_types import Json, Stored


def account_to_json(account: Account) -> Json:
    """Return what is stored of an account, field by field."""
    return {
        "username": account.username,
        "tenant": account.tenant,
        "role": account.role.word,
        "password_hash": account.password_hash,
        "disabled": account.disabled,
        "token_version": account.token_version,
        "must_change": account.must_change,
        "ended_sessions": orjson.dumps(dict(account.ended_sessions)).decode(),
    }


def account_from_json(stored: Stored) -> Account:
    """Return the account. Raises StoreUnavailable for a role that another version of the program wrote."""
    try:
        role = Role.parse(stored["role"])
    except ValueError as error:
        raise StoreUnavailable(f"the user {stored['username'][:80]!r} cannot be read: {error}") from error
    return Account(
        username=stored["username"],
        tenant=stored["tenant"],
        role=role,
        password_hash=stored["password_hash"],
        disabled=bool(stored["disabled"]),
        token_version=stored["token_version"],
        must_change=bool(stored.get("must_change", False)),
        ended_sessions=orjson.loads(stored.get("ended_sessions", "{}")),
    )


def changes_to_json(changes: AccountChanges) -> Json:
    """Return the fields that change, as they are stored."""
    role = None if changes.role is None else changes.role.word
    stored = {
        "role": role,
        "password_hash": changes.password_hash,
        "disabled": changes.disabled,
        "must_change": changes.must_change,
    }
    return {name: value for name, value in stored.items() if value is not None}


def with_ended(stored: str, session_id: str, until: float, now: float) -> str:
    """Add an ended session, and drop those whose tokens have expired."""
    kept = {name: at for name, at in orjson.loads(stored).items() if at > now}
    return orjson.dumps(kept | {session_id: until}).decode()
