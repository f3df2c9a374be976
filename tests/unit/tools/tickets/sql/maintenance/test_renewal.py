"""A data folder of an older build: opened by this one it is renewed, whatever cuts that off."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support import older_store
from tests.support.clock import ManualClock
from tests.support.older_store import TICKETS, told
from tests.support.stores import ProbedStore
from tests.support.story import near
from tools.backends import open_store
from tools.ports import Store
from tools.settings import Settings
from tools.text.identity.fingerprint import profile_of
from tools.tickets.sql.maintenance import renewal, transfer


@pytest.fixture
async def folder(tmp_path: Path, clock: ManualClock) -> Path:
    """As the older build left it."""
    store = await ProbedStore.open(tmp_path / "data", clock)
    with older_store.FILE.open(encoding="utf-8") as file:
        await store.change(lambda txn: transfer.import_jsonl(txn, file))
    await store.close()
    return tmp_path / "data"


async def _lead_where_they_led(store: Store, clock: ManualClock) -> bool:
    for log, ticket in TICKETS.items():
        report = told(log, f"again_{clock.pass_(1000.0)}", clock())
        if (await store.record(report, profile_of(report), near())).incident_id != ticket:
            return False
    return True


async def test_without_that_its_texts_would_be_new(folder: Path, clock: ManualClock) -> None:
    store = await ProbedStore.open(folder, clock)
    assert not await _lead_where_they_led(store, clock)
    await store.close()


async def test_the_product_renews_it_before_it_serves(folder: Path, clock: ManualClock) -> None:
    store = await open_store(Settings(data_dir=folder), clock, "any")
    assert await _lead_where_they_led(store, clock)
    await store.close()


@pytest.mark.parametrize("batches", [1, 2, 5, 16])
async def test_what_was_cut_off_goes_on_where_it_stopped(
    folder: Path, clock: ManualClock, batches: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renewal, "BATCH", 1)
    store = await ProbedStore.open(folder, clock)
    for _ in range(batches):
        assert await store.change(renewal.renew_some)
    place = await store.read(renewal.place_in)
    assert (place.stage, place.after) > (0, 0)
    await store.close()
    opened = await open_store(Settings(data_dir=folder), clock, "any")
    assert await _lead_where_they_led(opened, clock)
    await opened.close()


async def test_what_an_older_process_wrote_is_renewed_at_next_opening(folder: Path, clock: ManualClock) -> None:
    store = await open_store(Settings(data_dir=folder), clock, "any")
    log = "Backup of the ledger ended after 30 seconds"
    report = older_store.told(log, "by an older process", clock.pass_(1.0))
    old = profile_of(report)
    first = await store.record(report, replace(old, fingerprint="0" * 32, version=1), near())
    await store.close()
    store = await open_store(Settings(data_dir=folder), clock, "any")
    again = older_store.told(log, "again", clock.pass_(1.0))
    assert (await store.record(again, profile_of(again), near())).incident_id == first.incident_id
    await store.close()
