"""Saved replies by idempotency key."""

import json
from collections.abc import Mapping
from typing import Any

from tools.errors import Conflict, InvalidRequest
from tools.tickets.embedded.engine import Engine
from tools.tickets.embedded.transaction import Transaction, to_json

KEPT_SECONDS = 48 * 3600.0
IN_FLIGHT_SECONDS = 60.0
"""A request that began this long ago and never completed died with its process: its key may run again."""

ONE = "tenant = ? AND route = ? AND key = ?"


class Idempotency(Engine):
    """The IdempotencyStore port."""

    async def begin(self, tenant: str, route: str, key: str, body_digest: str) -> Mapping[str, Any] | None:
        """None: this caller runs it. {status, body}: the saved reply. Raises InvalidRequest or Conflict."""
        return await self._change(lambda txn: _begin(txn, (tenant, route, key), body_digest))

    async def complete(self, tenant: str, route: str, key: str, status: int, body: Any) -> None:
        """Save the reply."""
        await self._change(lambda txn: _complete(txn, (tenant, route, key), status, to_json(body)))

    async def abandon(self, tenant: str, route: str, key: str) -> None:
        """The request failed without effect: let it be tried again."""
        await self._change(lambda txn: _abandon(txn, (tenant, route, key)))


def _complete(txn: Transaction, name: tuple[str, str, str], status: int, body: str) -> None:
    txn.sql.execute(f"UPDATE idempotency SET status = ?, body = ? WHERE {ONE}", (status, body, *name))


def _abandon(txn: Transaction, name: tuple[str, str, str]) -> None:
    txn.sql.execute(f"DELETE FROM idempotency WHERE status IS NULL AND {ONE}", name)


def _begin(txn: Transaction, name: tuple[str, str, str], digest: str) -> dict[str, Any] | None:
    txn.sql.execute("DELETE FROM idempotency WHERE begun_at < ?", (txn.now - KEPT_SECONDS,))
    row = txn.sql.execute(f"SELECT * FROM idempotency WHERE {ONE}", name).fetchone()
    if row is None:
        txn.sql.execute("INSERT INTO idempotency VALUES (?, ?, ?, ?, ?, NULL, NULL)", (*name, digest, txn.now))
        return None
    if row["body_digest"] != digest:
        raise InvalidRequest("this Idempotency-Key was used with another body", reason="idempotency-key-reused")
    if row["status"] is not None:
        return {"status": row["status"], "body": json.loads(row["body"])}
    if abs(txn.now - row["begun_at"]) < IN_FLIGHT_SECONDS:
        raise Conflict("a request with this Idempotency-Key is in flight", reason="in-flight")
    txn.sql.execute(f"UPDATE idempotency SET begun_at = ? WHERE {ONE}", (txn.now, *name))
    return None
