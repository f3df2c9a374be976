"""The files of a data folder: for their owner only, and a log that neither grows for ever nor stops the reports."""

import asyncio
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.clock import ManualClock
from tests.support.story import Story
from tools.errors import StoreUnavailable
from tools.tickets.embedded import EmbeddedStore, checkpoint, verify

GUARD = 30.0


@pytest.fixture
def anyone_may_read() -> Iterator[None]:
    """The least careful umask."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def short_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Checkpoints within a few commits."""
    monkeypatch.setattr(checkpoint, "PASSIVE_BYTES", 64 << 10)
    monkeypatch.setattr(checkpoint, "TRUNCATE_BYTES", 512 << 10)
    monkeypatch.setattr(checkpoint, "COMMITS_BETWEEN_LOOKS", 2)


def log_size(folder: Path) -> int:
    return (folder / "incidents.db-wal").stat().st_size


@pytest.mark.usefixtures("anyone_may_read")
async def test_everything_is_for_the_owner_only(tmp_path: Path):
    folder = tmp_path / "made" / "data"
    store = await EmbeddedStore.open(folder, clock=ManualClock())
    await Story(store, ManualClock()).report()
    await store.export_jsonl(folder / "all.jsonl")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    await store.close()
    names = ("incidents.db", "incidents.db-wal", "incidents.db-shm", "incidents.lock", "all.jsonl")
    assert modes == dict.fromkeys(names, 0o600)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.usefixtures("short_log")
async def test_steady_readers_do_not_let_the_log_grow(tmp_path: Path):
    store = await EmbeddedStore.open(tmp_path, clock=ManualClock())
    story = Story(store, ManualClock())
    ticket = (await story.report()).incident_id
    largest, done = 0, False

    async def read_on() -> None:
        while not done:
            await story.see(ticket)

    readers = [asyncio.create_task(read_on()) for _ in range(4)]
    for _ in range(300):
        await asyncio.gather(*(story.report() for _ in range(8)))
        largest = max(largest, log_size(tmp_path))
    done = True
    await asyncio.gather(*readers)
    await store.close()
    assert largest < 1 << 20


@pytest.mark.usefixtures("short_log")
async def test_a_reader_that_takes_minutes_stops_no_report(tmp_path: Path):
    store = await EmbeddedStore.open(tmp_path, clock=ManualClock())
    story = Story(store, ManualClock())
    await story.report()
    with closing(sqlite3.connect(tmp_path / "incidents.db", isolation_level=None)) as slow:
        slow.execute("BEGIN")
        assert slow.execute("SELECT COUNT(*) FROM occurrences").fetchone()[0] == 1
        async with asyncio.timeout(GUARD):
            while log_size(tmp_path) < 2 << 20:
                await asyncio.gather(*(story.report() for _ in range(64)))
        assert slow.execute("SELECT COUNT(*) FROM occurrences").fetchone()[0] == 1
    async with asyncio.timeout(GUARD):
        while log_size(tmp_path) >= 512 << 10:
            await asyncio.gather(*(story.report() for _ in range(64)))
    await store.close()


def test_a_file_that_cannot_be_opened_is_not_called_damaged(tmp_path: Path) -> None:
    (tmp_path / "incidents.db").mkdir()
    with pytest.raises(StoreUnavailable, match="cannot be written"):
        verify(tmp_path)
