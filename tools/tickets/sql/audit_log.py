"""The audit log in a table; its head is stored beside it, in the same transaction."""

from collections.abc import AsyncIterator, Collection
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import orjson

from tools.nouns.accounts import AuditAction, AuditEntry, AuditHead, AuditLine
from tools.ports.audit import AuditPage
from tools.tickets.shared.audit import erased, erasures, head_after, joined, must_begin, next_line, sealed_head
from tools.tickets.shared.pages import cursor_after, place_behind
from tools.tickets.sql.database import Sql
from tools.tickets.sql.engine import Engine
from tools.tickets.sql.transaction import KEEP_META, Transaction, to_json

if TYPE_CHECKING:
    from tools.text.erasing import Erasure

HEAD = "audit_head"
"""The head's key in the table `meta`."""

SYSTEM = "system"
_PAGE = 500
_COLUMNS = "seq, at, tenant, actor, action, subject, detail, digest"


class AuditTable(Engine):
    """The AuditLog port."""

    async def audit(self, entry: AuditEntry) -> None:
        """Append one line to the sealed chain."""
        await self._change(lambda txn: append(txn, entry))

    async def begin_audit(self) -> int:
        """See `AuditLog`."""
        return await self._change(begin) if must_begin(await self.audit_head(), self._seal) else 0

    async def audit_head(self) -> AuditHead | None:
        """Return the head of the log."""
        return await self._read(head_of)

    async def scrub_audit(self, erasure: "Erasure", ids: Collection[str], entry: AuditEntry) -> int:
        """See `AuditLog`."""
        return await self._change(lambda txn: scrub(txn, erasure, ids, entry))

    async def audit_page(self, tenant: str | None, limit: int, cursor: str | None) -> AuditPage:
        """See `AuditLog`."""
        before = place_behind(cursor, int) if cursor else None
        lines = await self._read(partial(_page, tenant=tenant, before=before, limit=limit + 1))
        more = len(lines) > limit
        return AuditPage(lines[:limit], cursor_after(str(lines[limit - 1].seq)) if more else None)

    async def audit_lines(self) -> AsyncIterator[AuditLine]:
        """Yield every line, oldest first."""
        after = -1
        while lines := await self._read(partial(_following, after=after)):
            for line in lines:
                yield line
            after = lines[-1].seq


def append(txn: Transaction, entry: AuditEntry) -> None:
    """Write the next line and the head."""
    head = head_of(txn.sql)
    last = txn.sql.execute("SELECT digest FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    if head is None and last is not None:
        head = AuditHead(txn.sql.execute("SELECT COUNT(*) FROM audit").fetchone()[0], last[0])
    # Continue from the head, not from the last line, so that lines removed behind the head's back stay missing.
    before = "" if head is None else head.digest
    line = next_line(before, txn.next_seq(), txn.now, entry, txn.seal)
    _insert(txn, line)
    put_head(txn, head_after(head, line, txn.seal))


def begin(txn: Transaction) -> int:
    """Seal what exists, unless another process has just done it; return how many lines that was."""
    if not must_begin(head_of(txn.sql), txn.seal):
        return 0
    older = int(txn.sql.execute("SELECT COUNT(*) FROM audit").fetchone()[0])
    append(txn, AuditEntry("", SYSTEM, AuditAction.AUDIT_SEALED, "audit", {"older": str(older)}))
    return older


def scrub(txn: Transaction, erasure: "Erasure", ids: Collection[str], entry: AuditEntry) -> int:
    """Erase a text from the lines about some ids, or from all lines, and record that in new lines."""
    lines = [(line, erased(line, erasure)) for line in all_lines(txn.sql) if not ids or line.subject in ids]
    changed = [after for before, after in lines if after != before]
    for line in changed:
        texts = (line.actor, line.subject, line.detail, line.seq)
        txn.sql.execute("UPDATE audit SET actor = ?, subject = ?, detail = ? WHERE seq = ?", texts)
    for each in erasures(entry, changed, txn.seal):
        append(txn, each)
    return len(changed)


def all_lines(sql: Sql) -> list[AuditLine]:
    """Return every line, oldest first."""
    return [AuditLine(*row) for row in sql.execute(f"SELECT {_COLUMNS} FROM audit ORDER BY seq")]


def join(txn: Transaction, own: list[AuditLine]) -> None:
    """Append this installation's lines to those just imported, and seal the end."""
    imported = all_lines(txn.sql)
    lines = joined(imported, own, txn.seal)
    for line in lines[len(imported) :]:
        _insert(txn, replace(line, seq=txn.next_seq()))
    if lines:
        put_head(txn, sealed_head(len(lines), lines[-1].digest, txn.seal))


def put_head(txn: Transaction, head: AuditHead) -> None:
    """Store the head of the log."""
    stored = to_json([head.count, head.digest, head.seal])
    txn.sql.execute(KEEP_META, (HEAD, stored))


def head_of(sql: Sql) -> AuditHead | None:
    """Return the stored head."""
    row = sql.execute("SELECT value FROM meta WHERE key = ?", (HEAD,)).fetchone()
    return None if row is None else AuditHead(*orjson.loads(row[0]))


def _insert(txn: Transaction, line: AuditLine) -> None:
    texts = (line.tenant, line.actor, line.action, line.subject, line.detail)
    txn.sql.execute(
        f"INSERT INTO audit ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (line.seq, line.at, *texts, line.digest)
    )


def _page(sql: Sql, *, tenant: str | None, before: int | None, limit: int) -> list[AuditLine]:
    rows = sql.execute(
        f"SELECT {_COLUMNS} FROM audit WHERE (:tenant IS NULL OR tenant = :tenant)"
        " AND (:before IS NULL OR seq < :before) ORDER BY seq DESC LIMIT :limit",
        {"tenant": tenant, "before": before, "limit": limit},
    )
    return [AuditLine(*row) for row in rows]


def _following(sql: Sql, *, after: int) -> list[AuditLine]:
    rows = sql.execute(f"SELECT {_COLUMNS} FROM audit WHERE seq > ? ORDER BY seq LIMIT ?", (after, _PAGE))
    return [AuditLine(*row) for row in rows]
