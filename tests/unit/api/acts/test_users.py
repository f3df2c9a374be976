"""What an administrator does with accounts is checked, takes effect at once and is audited."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from api.acts import users
from api.auth.passwords import PasswordHasher
from tests.support.audit_log import audited
from tools.errors import Conflict, Forbidden, InvalidRequest, NotFound
from tools.nouns.accounts import Account, Role
from tools.nouns.callers import EVERYTHING, Caller, Scope, scopes_of
from tools.ports import AccountStore
from tools.toolbox import Toolbox

ANN = Caller("acme", "ann", EVERYTHING)
RESPONDER = Caller("acme", "eve", frozenset([Scope.READ, Scope.REPORT, Scope.RESPOND]))
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few rounds: how strong a stored password is, is no matter of the acts."""
    monkeypatch.setattr(users, "PasswordHasher", lambda: PasswordHasher(rounds=4))


@pytest.fixture
def accounts(toolbox: Toolbox) -> AccountStore:
    return toolbox.accounts


async def account_of(accounts: AccountStore, username: str) -> Account:
    found = await accounts.user(username)
    assert found is not None
    return found


async def fits(accounts: AccountStore, username: str, password: str) -> bool:
    hasher = PasswordHasher(rounds=4)
    try:
        return await hasher.verify(password, (await account_of(accounts, username)).password_hash)
    finally:
        hasher.close()


async def test_a_new_user_may_log_in_with_role_and_tenant(accounts: AccountStore) -> None:
    assert await users.add_user(accounts, ANN, "bob", "responder", PASSWORD) == PASSWORD
    account = await account_of(accounts, "bob")
    assert (account.username, account.tenant, account.role) == ("bob", "acme", Role.RESPONDER)
    assert not account.disabled
    assert await fits(accounts, "bob", PASSWORD)
    assert not await fits(accounts, "bob", PASSWORD + "!")


async def test_without_a_password_one_is_made_and_told(accounts: AccountStore) -> None:
    made = [await users.add_user(accounts, ANN, name, "viewer", None) for name in ("bob", "joe")]
    made.append(await users.change_password(accounts, ANN, "bob", None))
    assert len(set(made)) == 3
    assert all(len(each) == 20 for each in made), "15 random bytes in letters that can be typed"
    assert await fits(accounts, "joe", made[1])
    assert await fits(accounts, "bob", made[2])


async def test_a_changed_password_replaces_the_old_one(accounts: AccountStore) -> None:
    await users.add_user(accounts, ANN, "bob", "viewer", PASSWORD)
    before = await account_of(accounts, "bob")
    assert await users.change_password(accounts, ANN, "bob", "another horse battery") == "another horse battery"
    after = await account_of(accounts, "bob")
    assert await fits(accounts, "bob", "another horse battery")
    assert not await fits(accounts, "bob", PASSWORD)
    assert after.token_version > before.token_version, "tokens given before end"
    assert (after.role, after.tenant, after.disabled) == (before.role, before.tenant, before.disabled)


async def test_a_user_is_locked_out_and_let_in_again(accounts: AccountStore) -> None:
    await users.add_user(accounts, ANN, "bob", "viewer", PASSWORD)
    for disabled in (True, False):
        await users.set_disabled(accounts, ANN, "bob", disabled)
        assert (await account_of(accounts, "bob")).disabled is disabled


async def test_every_act_on_an_account_leaves_its_line(accounts: AccountStore, toolbox: Toolbox) -> None:
    await users.add_user(accounts, ANN, "bob", "responder", PASSWORD)
    await users.change_password(accounts, ANN, "bob", None)
    await users.set_disabled(accounts, ANN, "bob", True)
    await users.set_disabled(accounts, ANN, "bob", False)
    await users.change_role(accounts, ANN, "bob", "viewer")
    await users.delete_user(accounts, ANN, "bob")
    assert audited(toolbox.settings.data_dir) == [
        ("acme", "ann", "user-added", "bob", '{"role":"responder"}'),
        ("acme", "ann", "user-password-changed", "bob", "{}"),
        ("acme", "ann", "user-disabled", "bob", "{}"),
        ("acme", "ann", "user-enabled", "bob", "{}"),
        ("acme", "ann", "user-role-changed", "bob", '{"role":"viewer","before":"responder"}'),
        ("acme", "ann", "user-deleted", "bob", '{"role":"viewer"}'),
    ]


@pytest.mark.parametrize(
    "act",
    [
        lambda accounts: users.add_user(accounts, RESPONDER, "bob", "viewer", None),
        lambda accounts: users.change_password(accounts, RESPONDER, "nobody", None),
        lambda accounts: users.set_disabled(accounts, RESPONDER, "nobody", False),
        lambda accounts: users.change_role(accounts, RESPONDER, "nobody", "viewer"),
        lambda accounts: users.delete_user(accounts, RESPONDER, "nobody"),
        lambda accounts: users.listed_users(accounts, RESPONDER),
    ],
)
async def test_nobody_but_an_administrator_changes_accounts(
    accounts: AccountStore, act: Callable[[AccountStore], Awaitable[Any]]
) -> None:
    before = await accounts.users()
    with pytest.raises(Forbidden):
        await act(accounts)
    assert await accounts.users() == before


@pytest.mark.parametrize(
    ("name", "role", "password", "said"),
    [
        ("b" * 65, "viewer", None, "a user name may have at most 64 characters"),
        ("ada@example.com", "viewer", None, "looks like a secret or personal data"),
        ("ghp_" + "a1B2" * 9, "viewer", None, "choose another"),
        ("bo\u200bb", "viewer", None, "not have hidden characters"),
        ("bob", "root", None, "the role must be one of viewer, responder, admin, owner"),
        ("cli:root", "viewer", None, "the audit log uses those"),
        (" ", "viewer", None, "a user name must not be empty"),
        ("bob", "viewer", "short", "the password must have 8 to 128 characters"),
        ("bartholomew", "viewer", "xbartholomew", "the password contains the user name"),
    ],
)
async def test_an_account_that_cannot_be_is_refused_with_a_reason(
    accounts: AccountStore, name: str, role: str, password: str | None, said: str
) -> None:
    with pytest.raises(InvalidRequest, match=said):
        await users.add_user(accounts, ANN, name, role, password)
    assert [each.username for each in await accounts.users()] == ["nobody"]


async def test_the_longest_name_is_taken(accounts: AccountStore) -> None:
    await users.add_user(accounts, ANN, "b" * 64, "viewer", None)
    assert (await account_of(accounts, "b" * 64)).tenant == "acme"


async def test_a_weak_new_password_is_refused(accounts: AccountStore) -> None:
    await users.add_user(accounts, ANN, "bartholomew", "viewer", PASSWORD)
    with pytest.raises(InvalidRequest, match="the password contains the user name"):
        await users.change_password(accounts, ANN, "bartholomew", "xbartholomew")
    assert await fits(accounts, "bartholomew", PASSWORD)


async def test_a_name_that_is_taken_keeps_its_account(accounts: AccountStore) -> None:
    await users.add_user(accounts, ANN, "bob", "admin", PASSWORD)
    with pytest.raises(Conflict, match="there is a user 'bob' already"):
        await users.add_user(accounts, ANN, "bob", "viewer", None)
    assert (await account_of(accounts, "bob")).role is Role.ADMIN


async def test_an_unknown_user_cannot_be_changed(accounts: AccountStore, toolbox: Toolbox) -> None:
    with pytest.raises(NotFound):
        await users.change_password(accounts, ANN, "bob", PASSWORD)
    with pytest.raises(NotFound):
        await users.set_disabled(accounts, ANN, "bob", True)
    assert audited(toolbox.settings.data_dir) == []


@pytest.mark.parametrize(
    "act",
    [
        lambda accounts: users.set_disabled(accounts, ANN, "bob", True),
        lambda accounts: users.change_role(accounts, ANN, "bob", "viewer"),
        lambda accounts: users.delete_user(accounts, ANN, "bob"),
    ],
)
async def test_the_last_administrator_stays(
    accounts: AccountStore, act: Callable[[AccountStore], Awaitable[Any]]
) -> None:
    await users.add_user(accounts, ANN, "bob", "admin", PASSWORD)
    await users.add_user(accounts, ANN, "joe", "responder", PASSWORD)
    before = await account_of(accounts, "bob")
    with pytest.raises(Conflict, match="bob is the last admin of acme"):
        await act(accounts)
    assert await account_of(accounts, "bob") == before, "the sessions go on too"
    await users.add_user(accounts, ANN, "eva", "admin", PASSWORD)
    await act(accounts)


async def test_two_administrators_cannot_remove_each_other(accounts: AccountStore) -> None:
    for name in ("bob", "eva"):
        await users.add_user(accounts, ANN, name, "admin", PASSWORD)
    acts = (users.set_disabled(accounts, ANN, name, True) for name in ("bob", "eva"))
    await asyncio.gather(*acts, return_exceptions=True)
    left = [each.username for each in await accounts.users() if each.tenant == "acme" and not each.disabled]
    assert left


async def test_nobody_manages_who_may_more_or_is_elsewhere(accounts: AccountStore) -> None:
    admin = replace(ANN, scopes=scopes_of(Role.ADMIN))
    await users.add_user(accounts, ANN, "boss", "owner", PASSWORD)
    await users.add_user(accounts, replace(ANN, tenant="globex"), "far", "viewer", PASSWORD)
    with pytest.raises(Forbidden, match="owners are managed only by owners"):
        await users.change_password(accounts, admin, "boss", None)
    with pytest.raises(Forbidden, match="only an owner makes an owner"):
        await users.add_user(accounts, admin, "eva", "owner", PASSWORD)
    with pytest.raises(NotFound):
        await users.delete_user(accounts, admin, "far")
    assert [each.username for each in await users.listed_users(accounts, admin)] == ["boss"]
    with pytest.raises(Forbidden, match="a key cannot manage users"):
        await users.add_user(accounts, replace(admin, key_id="key_1"), "eva", "viewer", PASSWORD)


async def test_a_name_given_again_revives_no_token(accounts: AccountStore) -> None:
    versions = set()
    for _ in range(2):
        await users.add_user(accounts, ANN, "bob", "viewer", PASSWORD)
        versions.add((await account_of(accounts, "bob")).token_version)
        await users.delete_user(accounts, ANN, "bob")
    assert len(versions) == 2
