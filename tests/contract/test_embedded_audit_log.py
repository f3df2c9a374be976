"""The embedded store's audit log."""

import hashlib
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import orjson
import pytest

from tests.contract.audit_log import KEYS, SEAL, AuditLogContract, Tamper, entry
from tests.support.clock import ManualClock
from tools.tickets.embedded import EmbeddedStore, verify_audit
from tools.tickets.shared.sealing import Seal

LAST = "seq = (SELECT MAX(seq) FROM audit)"
MIDDLE = "seq = (SELECT MIN(seq) + 1 FROM audit)"
HEAD = "DELETE FROM meta WHERE key = 'audit_head'"
WAYS = {
    "edit": [f"UPDATE audit SET actor = 'eve' WHERE {MIDDLE}"],
    "middle": [f"DELETE FROM audit WHERE {MIDDLE}"],
    "last": [f"DELETE FROM audit WHERE {LAST}"],
    "lines": ["DELETE FROM audit"],
    "head": [HEAD],
    "all": ["DELETE FROM audit", HEAD],
}


@pytest.fixture
async def sealed(tmp_path: Path, clock: ManualClock) -> AsyncIterator[EmbeddedStore]:
    opened = await EmbeddedStore.open(tmp_path / "sealed", clock, seal=SEAL)
    yield opened
    await opened.close()


@pytest.fixture
def findings(tmp_path: Path):
    async def found(keys=KEYS[:1], anchors=()) -> list[str]:
        return verify_audit(tmp_path / "sealed", Seal(keys), anchors)

    return found


@pytest.fixture
def tamper(tmp_path: Path) -> Tamper:
    async def done(way: str) -> None:
        with closing(sqlite3.connect(tmp_path / "sealed" / "incidents.db", isolation_level=None)) as file:
            for statement in WAYS.get(way, []):
                file.execute(statement)
            if way == "recompute":
                _recompute(file)

    return done


def _recompute(file: sqlite3.Connection) -> None:
    """What whoever knows the code, and not the key, can do."""
    file.execute(f"UPDATE audit SET actor = 'eve' WHERE {MIDDLE}")
    before, count = "", 0
    for seq, *parts in file.execute("SELECT seq, at, tenant, actor, action, subject, detail FROM audit ORDER BY seq"):
        before, count = hashlib.sha256(orjson.dumps([before, *parts])).hexdigest(), count + 1
        file.execute("UPDATE audit SET digest = ? WHERE seq = ?", (before, seq))
    seal = hashlib.sha256(orjson.dumps(["head", count, before])).hexdigest()
    file.execute("UPDATE meta SET value = ? WHERE key = 'audit_head'", (orjson.dumps([count, before, seal]).decode(),))


class TestAuditLog(AuditLogContract):
    async def test_a_dropped_table_is_seen(self, sealed, findings, tmp_path: Path) -> None:
        await sealed.audit(entry("bob"))
        with closing(sqlite3.connect(tmp_path / "sealed" / "incidents.db")) as file:
            file.execute("DROP TABLE audit")
        assert "no such table: audit" in (await findings())[0]

    async def test_the_first_sealed_line_covers_what_is_older(self, findings, tamper, tmp_path, clock) -> None:
        older = await EmbeddedStore.open(tmp_path / "sealed", clock)
        await older.audit(entry("bob"))
        await older.audit(entry("cid"))
        await older.close()
        assert "no seal" not in "".join(await findings(()))
        assert len(await findings()) == 1
        opened = await EmbeddedStore.open(tmp_path / "sealed", clock, seal=SEAL)
        await opened.begin_audit()
        assert [line.detail async for line in opened.audit_lines()][-1] == '{"older":"2"}'
        assert await findings() == []
        await opened.close()
        await tamper("edit")
        assert await findings() != []
