"""Users, and the audit log whose lines are chained by hashes."""

import hashlib
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from tools.errors import InvalidRequest, NotFound
from tools.tickets.embedded.engine import Engine
from tools.tickets.embedded.transaction import Transaction, to_json

CHANGEABLE = ("role", "password_hash", "disabled")


class Accounts(Engine):
    """The AccountStore port."""

    async def user(self, username: str) -> Mapping[str, Any] | None:
        """None for an unknown name."""
        rows = await self._read(lambda sql: _users(sql, "WHERE username = ?", (username,)))
        return rows[0] if rows else None

    async def users(self) -> Sequence[Mapping[str, Any]]:
        """All users, by name."""
        return await self._read(lambda sql: _users(sql, "ORDER BY username", ()))

    async def create_user(self, user: Mapping[str, Any]) -> bool:
        """Conditional: False when the name is taken."""
        return await self._change(lambda txn: _create(txn, user))

    async def update_user(self, username: str, changes: Mapping[str, Any]) -> None:
        """Change role, hash or disabled; older tokens die. Raises NotFound."""
        await self._change(lambda txn: _update(txn, username, changes))

    async def audit(self, tenant: str, actor: str, action: str, subject: str, detail: Mapping[str, Any]) -> None:
        """Append one line to the hash-chained audit log."""
        await self._change(lambda txn: _audit(txn, (tenant, actor, action, subject, to_json(dict(detail)))))


def chained(previous: str, at: float, line: Sequence[str]) -> str:
    """The digest of an audit line: it covers the line and the digest before it."""
    return hashlib.sha256(to_json([previous, at, *line]).encode()).hexdigest()


def _users(sql: sqlite3.Connection, rest: str, values: tuple[str, ...]) -> list[dict[str, Any]]:
    rows = sql.execute(f"SELECT * FROM users {rest}", values)
    return [dict(row) | {"disabled": bool(row["disabled"])} for row in rows]


def _create(txn: Transaction, user: Mapping[str, Any]) -> bool:
    done = txn.sql.execute(
        "INSERT INTO users VALUES (:username, :tenant, :role, :password_hash, :disabled, :token_version)"
        " ON CONFLICT DO NOTHING",
        {"disabled": False, "token_version": 0, **user},
    )
    return done.rowcount == 1


def _update(txn: Transaction, username: str, changes: Mapping[str, Any]) -> None:
    unknown = set(changes) - set(CHANGEABLE)
    if unknown:
        raise InvalidRequest(f"a user's {', '.join(sorted(unknown))} cannot be changed")
    sets = "".join(f", {name} = :{name}" for name in changes)
    done = txn.sql.execute(
        f"UPDATE users SET token_version = token_version + 1{sets} WHERE username = :username",
        {**changes, "username": username},
    )
    if done.rowcount == 0:
        raise NotFound(f"no user {username[:80]!r}")


def _audit(txn: Transaction, line: Sequence[str]) -> None:
    last = txn.sql.execute("SELECT digest FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    digest = chained("" if last is None else last[0], txn.now, line)
    txn.sql.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (txn.next_seq(), txn.now, *line, digest))
