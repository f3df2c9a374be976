"""Runbook documents and their sections: a tenant's own ones take precedence over the shared ones (tenant "")."""

import json
from collections.abc import Sequence

from tools.errors import NotFound
from tools.nouns.knowledge import NO_SOURCE, Runbook, RunbookSource, SectionRow
from tools.nouns.knowledge_json import row_from_json, row_to_json
from tools.nouns.redacted import NOTHING, stored
from tools.tickets.sql.database import Row, Sql
from tools.tickets.sql.engine import Engine
from tools.tickets.sql.transaction import Transaction, to_json

SEEN = """
FROM runbooks r WHERE r.tenant IN (:tenant, '') AND r.hidden = 0
  AND (r.tenant = :tenant OR NOT EXISTS (SELECT 1 FROM runbooks o WHERE o.tenant = :tenant AND o.id = r.id))
"""

KEEP = """
INSERT INTO runbooks (tenant, id, seq, hidden, title, text, source, digest, url) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (tenant, id) DO UPDATE SET seq = excluded.seq, hidden = excluded.hidden, title = excluded.title,
    text = excluded.text, source = excluded.source, digest = excluded.digest, url = excluded.url
"""
"""Replaces the document of the same name."""


class Runbooks(Engine):
    """The RunbookStore port."""

    async def put_runbook(self, tenant: str, runbook: Runbook, rows: Sequence[SectionRow]) -> None:
        """Store a document with its sections and their vectors, replacing the older version."""
        await self._change(lambda txn: _put(txn, tenant, runbook, rows))

    async def delete_runbook(self, tenant: str, runbook_id: str) -> None:
        """Remove it (a shared one is hidden for this tenant). Raises NotFound."""
        await self._change(lambda txn: _delete(txn, tenant, runbook_id))

    async def runbook(self, tenant: str, runbook_id: str) -> Runbook:
        """Return one document. Raises NotFound."""
        return await self._read(lambda sql: _one(sql, tenant, runbook_id))

    async def runbooks(self, tenant: str) -> Sequence[Runbook]:
        """Return all documents that the tenant sees, by id."""
        return await self._read(lambda sql: _all(sql, tenant))

    async def sections(self, tenant: str, after: int) -> tuple[int, Sequence[SectionRow]]:
        """Return (sequence, all sections the tenant sees) if something changed after `after`, else (after, [])."""
        return await self._read(lambda sql: _sections(sql, tenant, after))


def _put(txn: Transaction, tenant: str, runbook: Runbook, rows: Sequence[SectionRow]) -> None:
    _remember(txn, tenant, runbook, hidden=False)
    txn.sql.executemany(
        "INSERT INTO sections VALUES (?, ?, ?, ?, ?)",
        [
            (tenant, runbook.runbook_id, position, to_json(row_to_json(row)), row.vector)
            for position, row in enumerate(rows)
        ],
    )


def _delete(txn: Transaction, tenant: str, runbook_id: str) -> None:
    """Keep the row as a hidden one: it hides the shared document and tells searchers that something changed."""
    _one(txn.sql, tenant, runbook_id)
    _remember(txn, tenant, Runbook(stored(runbook_id), NOTHING, NOTHING, NO_SOURCE, ""), hidden=True)


def _remember(txn: Transaction, tenant: str, runbook: Runbook, *, hidden: bool) -> None:
    txn.sql.execute("DELETE FROM sections WHERE tenant = ? AND runbook = ?", (tenant, runbook.runbook_id))
    txn.sql.execute(
        KEEP,
        (
            tenant,
            runbook.runbook_id,
            txn.next_seq(),
            hidden,
            runbook.title,
            runbook.text,
            runbook.source,
            runbook.digest,
            runbook.url,
        ),
    )


def _one(sql: Sql, tenant: str, runbook_id: str) -> Runbook:
    row = sql.execute(f"SELECT r.* {SEEN} AND r.id = :id", {"tenant": tenant, "id": runbook_id}).fetchone()
    if row is None:
        raise NotFound(f"no runbook {runbook_id[:200]!r}")
    return _runbook(row)


def _all(sql: Sql, tenant: str) -> list[Runbook]:
    return [_runbook(row) for row in sql.execute(f"SELECT r.* {SEEN} ORDER BY r.id", {"tenant": tenant})]


def _sections(sql: Sql, tenant: str, after: int) -> tuple[int, Sequence[SectionRow]]:
    newest = sql.execute("SELECT MAX(seq) FROM runbooks WHERE tenant IN (?, '')", (tenant,)).fetchone()[0]
    if newest is None or newest <= after:
        return after, []
    rows = sql.execute(
        f"SELECT s.section, s.vector FROM sections s JOIN (SELECT r.tenant, r.id {SEEN}) d"
        " ON s.tenant = d.tenant AND s.runbook = d.id ORDER BY s.runbook, s.position",
        {"tenant": tenant},
    )
    return newest, [row_from_json(json.loads(row["section"]), row["vector"]) for row in rows]


def _runbook(row: Row) -> Runbook:
    return Runbook(row["id"], row["title"], row["text"], RunbookSource(row["source"]), row["digest"], row["url"])
