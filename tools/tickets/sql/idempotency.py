"""Saved replies by idempotency key."""

from tools.nouns.replies import SavedReply
from tools.tickets.shared.replies import KEPT_SECONDS, Begun, reply_to
from tools.tickets.sql.database import Row
from tools.tickets.sql.engine import Engine
from tools.tickets.sql.transaction import Transaction

ONE = "tenant = ? AND route = ? AND key = ?"

BEGIN = """
INSERT INTO idempotency VALUES (?, ?, ?, ?, ?, NULL, NULL) ON CONFLICT (tenant, route, key)
DO UPDATE SET body_digest = excluded.body_digest, begun_at = excluded.begun_at, status = NULL, body = NULL
"""
"""Replaces what stands under the same key."""


class Idempotency(Engine):
    """The IdempotencyStore port."""

    async def begin(self, tenant: str, route: str, key: str, body_digest: str) -> SavedReply | None:
        """Return the saved reply; None if this caller must run the request. Raises InvalidRequest or Conflict."""
        return await self._change(lambda txn: _begin(txn, (tenant, route, key), body_digest))

    async def complete(self, tenant: str, route: str, key: str, reply: SavedReply) -> None:
        """Save the reply."""
        await self._change(lambda txn: _complete(txn, (tenant, route, key), reply))

    async def abandon(self, tenant: str, route: str, key: str) -> None:
        """Allow the request to be tried again, since it failed without effect."""
        await self._change(lambda txn: _abandon(txn, (tenant, route, key)))


def _begin(txn: Transaction, name: tuple[str, str, str], digest: str) -> SavedReply | None:
    txn.sql.execute("DELETE FROM idempotency WHERE begun_at < ?", (txn.now - KEPT_SECONDS,))
    row = txn.sql.execute(f"SELECT * FROM idempotency WHERE {ONE}", name).fetchone()
    if row is not None and (reply := reply_to(_begun(row), digest, txn.now)) is not None:
        return reply
    txn.sql.execute(BEGIN, (*name, digest, txn.now))
    return None


def _complete(txn: Transaction, name: tuple[str, str, str], reply: SavedReply) -> None:
    values = (reply.status, reply.body.decode())
    txn.sql.execute(f"UPDATE idempotency SET status = ?, body = ? WHERE {ONE}", (*values, *name))


def _abandon(txn: Transaction, name: tuple[str, str, str]) -> None:
    txn.sql.execute(f"DELETE FROM idempotency WHERE status IS NULL AND {ONE}", name)


def _begun(row: Row) -> Begun:
    reply = None if row["status"] is None else SavedReply(row["status"], row["body"].encode())
    return Begun(row["body_digest"], row["begun_at"], reply)
