"""The embedded store is looked after as every store is."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.contract.store_maintenance import Damage, MaintenanceContract
from tests.contract.store_renewal import RenewalContract
from tests.contract.tenants import TenantContract
from tests.support import older_store
from tests.support.clock import ManualClock
from tools.tickets.embedded import EmbeddedStore

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


class TestRenewal(RenewalContract):
    pass


class TestTenants(TenantContract):
    pass


class TestMaintenance(MaintenanceContract):
    pass
