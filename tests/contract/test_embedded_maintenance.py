"""The embedded store is looked after as every store is."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.contract.scrubbing import ScrubContract
from tests.contract.store_maintenance import Damage, MaintenanceContract
from tests.contract.store_renewal import RenewalContract
from tests.contract.tenants import TenantContract
from tests.support import older_store
from tests.support.clock import ManualClock
from tools.tickets.embedded import EmbeddedStore
from tools.tickets.sql.maintenance.scrub import TEXTS

KEPT = {
    "home",
    "lineage",
    "kind",
    "status",
    "origin",
    "verdict",
    "ticket",
    "tenant",
    "fingerprint",
    "request_id",
    "role",
}
"""Ids and words of our own."""
NO_TEXT = {
    "id", "regression_of", "merged_into", "vector", "low", "high", "derived", "route", "key", "body_digest", "username",
    "password_hash", "ended_sessions", "action", "subject", "detail", "actor", "digest", "runbook", "name", "value",
    "sender", "alert", "end_kind", "section", "service", "environment",
}  # fmt: skip
"""Digests, names of accounts, what the audit log erases itself, and what figures are rolled up by."""
pytestmark = pytest.mark.usefixtures("judged_by_cosine")
BREAKS = {
    "alias": "DELETE FROM aliases WHERE seq = (SELECT MIN(seq) FROM aliases)",
    "ticket": "DELETE FROM tickets WHERE seq = (SELECT MIN(seq) FROM tickets)",
    "resolution": "UPDATE tickets SET status = 'RESOLVED'",
    "vector": "UPDATE aliases SET vector = x'00' WHERE seq = (SELECT MAX(seq) FROM aliases)",
    "advice job": "DELETE FROM outbox WHERE kind = 'advise'",
    "actor of an event": "UPDATE events SET actor = 'eve' WHERE seq = (SELECT MIN(seq) FROM events)",
    "last event": "DELETE FROM events WHERE seq = (SELECT MAX(seq) FROM events)",
    "all events": "DELETE FROM events",
    "audit line": "UPDATE audit SET actor = 'eve' WHERE seq = (SELECT MIN(seq) FROM audit)",
}


@pytest.fixture
async def empty(tmp_path: Path, clock: ManualClock) -> AsyncIterator[EmbeddedStore]:
    opened = await EmbeddedStore.open(tmp_path / "copy", clock=clock)
    yield opened
    await opened.close()


@pytest.fixture
async def older(empty: EmbeddedStore) -> EmbeddedStore:
    await empty.import_jsonl(older_store.FILE)
    return empty


@pytest.fixture
def damage(tmp_path: Path) -> Damage:
    async def done(broken: str) -> None:
        with closing(sqlite3.connect(tmp_path / "data" / "incidents.db", isolation_level=None)) as other:
            other.execute(BREAKS[broken])

    return done


@pytest.fixture
def texts(tmp_path: Path):
    """Everything, also what no row refers to any more."""

    async def found() -> str:
        files = sorted((tmp_path / "data").glob("incidents.db*"))
        return "".join(path.read_bytes().decode("utf-8", "replace") for path in files)

    return found


class TestScrubbing(ScrubContract):
    def test_every_column_is_looked_at_or_holds_no_text(self, store, tmp_path: Path) -> None:
        with closing(sqlite3.connect(tmp_path / "data" / "incidents.db")) as file:
            tables = [name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            columns = {
                f"{table}.{name}"
                for table in tables
                for _, name, kind, *_ in file.execute(f"PRAGMA table_info({table})")
                if kind in ("TEXT", "BLOB")
            }
        looked_at = {f"{table}.{name}" for table, names in TEXTS.items() for name in names}
        assert looked_at <= columns
        assert {each for each in columns - looked_at if each.partition(".")[2] not in NO_TEXT | KEPT} == set()


class TestRenewal(RenewalContract):
    pass


class TestTenants(TenantContract):
    pass


class TestMaintenance(MaintenanceContract):
    pass
