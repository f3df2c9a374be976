"""DATA_DIR as commit 0b9e3ea left it: whole and complete right after the upgrade, and what leads back from there."""

import base64
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support import older_store
from tests.support.clock import ManualClock
from tests.support.older_store import RESOLVED, TICKETS, told
from tests.support.story import near
from tools.backends import open_store
from tools.errors import Misconfigured
from tools.nouns.decisions import Verdict
from tools.nouns.figures import FigureQuery
from tools.settings import Settings
from tools.text.identity.fingerprint import profile_of
from tools.tickets.database_file import DATABASE
from tools.tickets.embedded import schema, verify
from tools.tickets.embedded.maintenance.backup import back_up, restore
from tools.tickets.exports import BYTES

DAY = 86_400.0
FIRST_DAY = 1_700_000_001.0 // DAY * DAY


def unpacked(value: Any) -> Any:
    return base64.b64decode(value[BYTES]) if isinstance(value, dict) else value


@pytest.fixture
def data(tmp_path: Path, clock: ManualClock) -> Path:
    """Its tables, filled with what it held, under its version, some days ago."""
    clock.now = FIRST_DAY + 3 * DAY
    folder = tmp_path / "data"
    folder.mkdir()
    with closing(sqlite3.connect(folder / DATABASE)) as database, older_store.FILE.open(encoding="utf-8") as file:
        database.execute("PRAGMA journal_mode=WAL")
        database.executescript(schema.scripts()[0])
        database.execute("DELETE FROM sequence")
        for line in list(file)[1:-1]:
            table, row = json.loads(line)
            marks = ", ".join("?" * len(row))
            database.execute(
                f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", [unpacked(each) for each in row.values()]
            )
        database.execute("PRAGMA user_version=1")
        database.commit()
    return folder


def version(folder: Path) -> int:
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        return int(database.execute("PRAGMA user_version").fetchone()[0])


async def upgrade(folder: Path, clock: ManualClock) -> None:
    await (await open_store(Settings(data_dir=folder), clock, "any")).close()


async def test_all_is_well_right_after_the_upgrade(data: Path, clock: ManualClock) -> None:
    store = await open_store(Settings(data_dir=data), clock, "any")
    try:
        assert (version(data), await store.verify()) == (schema.VERSION, [])
        figures = await store.figures.summary("default", FigureQuery(FIRST_DAY, FIRST_DAY + DAY))
        assert (figures.counts.reports, figures.counts.incidents, figures.counts.duplicates) == (14, 11, 3)
        for number, log in enumerate((*TICKETS, *RESOLVED)):
            report = told(log, f"again_{number}", clock.pass_(1.0))
            answer = await store.record(report, profile_of(report), near())
            if log in TICKETS:
                assert (answer.verdict, answer.incident_id) == (Verdict.EXISTING, TICKETS[log]), log
            else:
                assert (answer.verdict, answer.regression_of) == (Verdict.REGRESSION, RESOLVED[log]), log
        figures = await store.figures.summary("default", FigureQuery(FIRST_DAY, FIRST_DAY + 4 * DAY))
        assert figures.counts.reports == 14 + len(TICKETS) + len(RESOLVED)
        assert await store.verify() == []
    finally:
        await store.close()


async def test_verify_says_that_an_upgrade_is_due(data: Path, clock: ManualClock) -> None:
    [said] = verify(data)
    assert said.startswith("the database is of schema version 1, and this program of ")
    await upgrade(data, clock)
    assert [each for each in verify(data) if "seal" not in each] == []


async def test_an_older_program_says_what_it_cannot_read(
    data: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await upgrade(data, clock)
    monkeypatch.setattr(schema, "VERSION", 1)
    with pytest.raises(Misconfigured, match=f"schema version {len(schema.scripts())}; this program knows 1"):
        await upgrade(data, clock)


async def test_a_copy_from_before_leads_back(data: Path, clock: ManualClock, tmp_path: Path) -> None:
    made = back_up(data, tmp_path / "copy", clock())
    await upgrade(data, clock)
    assert (made.schema, made.incidents, version(data)) == (1, 13, schema.VERSION)
    restore(tmp_path / "copy", tmp_path / "back", clock())
    assert version(tmp_path / "back") == 1
    with closing(sqlite3.connect(tmp_path / "back" / DATABASE)) as database:
        assert database.execute("SELECT COUNT(*) FROM tickets").fetchone()[0] == 13


async def test_an_upgrade_that_fails_leaves_it_as_it_was(
    data: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(connection: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as full:
        full.setattr(schema, "roll_up", broken)
        with pytest.raises(Exception, match="full"):
            await upgrade(data, clock)
    assert version(data) == 1
    await upgrade(data, clock)
    assert version(data) == schema.VERSION
