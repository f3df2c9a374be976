"""The users."""

from collections.abc import Sequence

from tools.errors import NotFound
from tools.nouns.accounts import Account, AccountChanges
from tools.tickets.shared.accounts import account_from_json, account_to_json, changes_to_json, with_ended
from tools.tickets.sql.database import Sql
from tools.tickets.sql.engine import Engine
from tools.tickets.sql.transaction import Transaction


class Accounts(Engine):
    """The AccountStore port's methods about users."""

    async def user(self, username: str) -> Account | None:
        """Return the user; None for an unknown name."""
        found = await self._read(lambda sql: _users(sql, "WHERE username = ?", (username,)))
        return found[0] if found else None

    async def users(self) -> Sequence[Account]:
        """Return the users of all tenants, by name."""
        return await self._read(lambda sql: _users(sql, "ORDER BY username", ()))

    async def create_user(self, account: Account) -> bool:
        """Create a user. False if the name is taken; of several callers at once, one succeeds."""
        return await self._change(lambda txn: _create(txn, account))

    async def update_user(self, username: str, changes: AccountChanges, *, keep_tokens: bool = False) -> None:
        """Make the changes and raise the token version, which invalidates older tokens. Raises NotFound."""
        await self._change(lambda txn: _update(txn, username, changes, 0 if keep_tokens else 1))

    async def end_session(self, username: str, session_id: str, until: float) -> None:
        """End one sign-in session. Raises NotFound."""
        await self._change(lambda txn: _end_session(txn, username, session_id, until))

    async def delete_user(self, username: str) -> None:
        """Remove an account."""
        await self._change(lambda txn: _delete(txn, username))


def _users(sql: Sql, rest: str, values: tuple[str, ...]) -> list[Account]:
    return [account_from_json(dict(row)) for row in sql.execute(f"SELECT * FROM users {rest}", values)]


def _create(txn: Transaction, account: Account) -> bool:
    done = txn.sql.execute(
        "INSERT INTO users VALUES"
        " (:username, :tenant, :role, :password_hash, :disabled, :token_version, :must_change, :ended_sessions)"
        " ON CONFLICT DO NOTHING",
        account_to_json(account),
    )
    return done.rowcount == 1


def _update(txn: Transaction, username: str, changes: AccountChanges, versions: int) -> None:
    columns = changes_to_json(changes)
    sets = "".join(f", {name} = :{name}" for name in columns)
    done = txn.sql.execute(
        f"UPDATE users SET token_version = token_version + {versions}{sets} WHERE username = :username",
        {**columns, "username": username},
    )
    if done.rowcount == 0:
        raise NotFound(f"no user {username[:80]!r}")


def _end_session(txn: Transaction, username: str, session_id: str, until: float) -> None:
    row = txn.sql.execute("SELECT ended_sessions FROM users WHERE username = ?", (username,)).fetchone()
    if row is None:
        raise NotFound(f"no user {username[:80]!r}")
    ended = with_ended(row[0], session_id, until, txn.now)
    txn.sql.execute("UPDATE users SET ended_sessions = ? WHERE username = ?", (ended, username))


def _delete(txn: Transaction, username: str) -> None:
    txn.sql.execute("DELETE FROM users WHERE username = ?", (username,))
