"""Users and the audit log."""

import sqlite3
from collections.abc import Sequence

from tools.errors import NotFound
from tools.nouns.accounts import Account, AccountChanges, AuditEntry
from tools.tickets.embedded.engine import Engine
from tools.tickets.embedded.transaction import Transaction
from tools.tickets.shared.accounts import account_from_json, account_to_json, changes_to_json
from tools.tickets.shared.audit import next_line


class Accounts(Engine):
    """The AccountStore port."""

    async def user(self, username: str) -> Account | None:
        """None for an unknown name."""
        found = await self._read(lambda sql: _users(sql, "WHERE username = ?", (username,)))
        return found[0] if found else None

    async def users(self) -> Sequence[Account]:
        """The users of all tenants, by name."""
        return await self._read(lambda sql: _users(sql, "ORDER BY username", ()))

    async def create_user(self, account: Account) -> bool:
        """False when the name is taken; of several callers at once one succeeds."""
        return await self._change(lambda txn: _create(txn, account))

    async def update_user(self, username: str, changes: AccountChanges) -> None:
        """Make the changes and raise the token version, which ends older tokens. Raises NotFound."""
        await self._change(lambda txn: _update(txn, username, changes))

    async def audit(self, entry: AuditEntry) -> None:
        """Append one line to the hash-chained audit log."""
        await self._change(lambda txn: _audit(txn, entry))


def _users(sql: sqlite3.Connection, rest: str, values: tuple[str, ...]) -> list[Account]:
    return [account_from_json(dict(row)) for row in sql.execute(f"SELECT * FROM users {rest}", values)]


def _create(txn: Transaction, account: Account) -> bool:
    done = txn.sql.execute(
        "INSERT INTO users VALUES (:username, :tenant, :role, :password_hash, :disabled, :token_version)"
        " ON CONFLICT DO NOTHING",
        account_to_json(account),
    )
    return done.rowcount == 1


def _update(txn: Transaction, username: str, changes: AccountChanges) -> None:
    columns = changes_to_json(changes)
    sets = "".join(f", {name} = :{name}" for name in columns)
    done = txn.sql.execute(
        f"UPDATE users SET token_version = token_version + 1{sets} WHERE username = :username",
        {**columns, "username": username},
    )
    if done.rowcount == 0:
        raise NotFound(f"no user {username[:80]!r}")


def _audit(txn: Transaction, entry: AuditEntry) -> None:
    last = txn.sql.execute("SELECT digest FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    line = next_line("" if last is None else last[0], txn.next_seq(), txn.now, entry)
    txn.sql.execute(
        "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (line.seq, line.at, line.tenant, line.actor, line.action, line.subject, line.detail, line.digest),
    )
