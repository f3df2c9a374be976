"""A folder from a newer program, or with another embedder's vectors, is refused with a message that says what to do."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.integration.faults.evidence import count, flaws
from tests.integration.faults.traffic import send
from tools.errors import Misconfigured, StoreUnavailable
from tools.tickets.embedded import EmbeddedStore, schema
from tools.tickets.embedded.schema import VERSION


@pytest.fixture
async def used(tmp_path: Path) -> Path:
    """A folder with one report, made with the embedder `minilm:1`."""
    store = await EmbeddedStore.open(tmp_path, time.time, "minilm:1")
    await send(store, "req_1", 1)
    await store.close()
    return tmp_path


async def test_a_newer_schema_is_refused_and_left_alone(used: Path) -> None:
    with closing(sqlite3.connect(used / "incidents.db")) as sql:
        sql.execute(f"PRAGMA user_version={VERSION + 1}")
    with pytest.raises(Misconfigured, match=f"DATA_DIR .*version {VERSION + 1}.*newer program"):
        await EmbeddedStore.open(used, time.time)
    with closing(sqlite3.connect(used / "incidents.db")) as sql:
        assert sql.execute("PRAGMA user_version").fetchone()[0] == VERSION + 1
    assert count(used, "occurrences") == 1


def next_version(patch: pytest.MonkeyPatch, script: str) -> None:
    """A newer program, whose schema has one more script."""
    longer = (*schema.scripts(), script)
    patch.setattr(schema, "VERSION", len(longer))
    patch.setattr(schema, "scripts", lambda: longer)


async def test_an_older_schema_is_brought_forward_with_all_it_holds(
    used: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    next_version(monkeypatch, "CREATE TABLE added (n INTEGER);\nINSERT INTO added SELECT COUNT(*) FROM occurrences;\n")
    for _ in range(2):
        store = await EmbeddedStore.open(used, time.time)
        assert (await store.recorded("default", "req_1")).request_id == "req_1"
        await store.close()
    assert count(used, "added") == 1
    assert flaws(used) == []


async def test_a_migration_that_fails_leaves_the_old_version(used: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        next_version(patch, "CREATE TABLE added (n INTEGER);\nINSERT INTO nowhere VALUES (1);\n")
        with pytest.raises(StoreUnavailable, match="nowhere"):
            await EmbeddedStore.open(used, time.time)
    store = await EmbeddedStore.open(used, time.time)
    assert (await store.recorded("default", "req_1")).request_id == "req_1"
    await store.close()
    with closing(sqlite3.connect(used / "incidents.db")) as sql:
        assert sql.execute("SELECT 1 FROM sqlite_master WHERE name = 'added'").fetchone() is None


async def test_vectors_of_another_embedder_are_refused(used: Path) -> None:
    with pytest.raises(Misconfigured, match="EMBEDDINGS: .*minilm:1.*other:2.*reindex"):
        await EmbeddedStore.open(used, time.time, "other:2")


async def test_a_process_without_vectors_may_open_any_folder(used: Path) -> None:
    store = await EmbeddedStore.open(used, time.time)
    assert (await store.recorded("default", "req_1")).request_id == "req_1"
    await store.close()
