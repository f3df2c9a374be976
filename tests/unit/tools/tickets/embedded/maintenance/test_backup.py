"""A backup is whole though reports keep coming, is refused where it would hurt, and starts its timers anew."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.clock import ManualClock
from tests.support.stores import ProbedStore
from tests.support.story import Story
from tools.errors import Conflict, InvalidRequest, NotFound
from tools.nouns.activations import RecoveryDue
from tools.nouns.incidents import IncidentQuery, Status
from tools.tickets.database_file import DATABASE
from tools.tickets.embedded import verify
from tools.tickets.embedded.maintenance.backup import MANIFEST, back_up, restore


@pytest.fixture
async def store(tmp_path: Path, clock: ManualClock) -> AsyncIterator[ProbedStore]:
    opened = await ProbedStore.open(tmp_path / "data", clock=clock, embedder_identity="flat")
    yield opened
    await opened.close()


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return tmp_path / "backups" / "monday"


async def opened_again(folder: Path, clock: ManualClock) -> ProbedStore:
    return await ProbedStore.open(folder, clock=clock, embedder_identity="flat")


async def test_reports_go_on_and_the_copy_is_whole(store, clock, tmp_path, made) -> None:
    story = Story(store, clock)
    before = [(await story.report(f"problem {number}")).incident_id for number in range(50)]

    async def more() -> None:
        for number in range(200):
            await story.report(f"problem {number % 70}")

    backup, _ = await asyncio.gather(asyncio.to_thread(back_up, tmp_path / "data", made, clock()), more())
    assert backup.incidents >= 50
    restore(made, tmp_path / "other", clock())
    assert verify(tmp_path / "other") == []
    again = await opened_again(tmp_path / "other", clock)
    try:
        found = await again.incidents("default", IncidentQuery(limit=500))
        assert {each.incident_id for each in found.items} >= set(before)
        assert found.count == backup.incidents
    finally:
        await again.close()


async def test_recoveries_wait_their_whole_time_again(store, clock, tmp_path, made) -> None:
    story = Story(store, clock)
    fired = await story.fire()
    await story.end()
    clock.pass_(890)
    back_up(tmp_path / "data", made, clock())
    clock.pass_(86_400)
    restore(made, tmp_path / "other", clock())
    again = await opened_again(tmp_path / "other", clock)
    try:
        restored = Story(again, clock)
        assert await restored.quiet(600) == []
        assert (await restored.see(fired.incident_id)).status is Status.OPEN
        assert await restored.quiet(301) == [RecoveryDue.RESOLVED]
    finally:
        await again.close()


async def test_nothing_that_exists_is_written_over(store, clock, tmp_path, made) -> None:
    back_up(tmp_path / "data", made, clock())
    with pytest.raises(Conflict, match="exists: name a folder that does not"):
        back_up(tmp_path / "data", made, clock())
    with pytest.raises(Conflict, match="has a database: set DATA_DIR to an empty folder"):
        restore(made, tmp_path / "data", clock())
    with pytest.raises(NotFound, match="no database"):
        back_up(tmp_path / "nowhere", tmp_path / "new", clock())


@pytest.mark.parametrize(
    ("damage", "error", "words"),
    [
        (lambda folder: (folder / DATABASE).write_bytes((folder / DATABASE).read_bytes()[:-1]), InvalidRequest, "cut"),
        (lambda folder: (folder / DATABASE).unlink(), InvalidRequest, "cut"),
        (lambda folder: (folder / MANIFEST).unlink(), NotFound, "name the folder that `backup` made"),
        (lambda folder: (folder / MANIFEST).write_text("{"), InvalidRequest, "cannot be read"),
        (lambda folder: (folder / MANIFEST).write_text("{}"), InvalidRequest, "not a backup made by this product"),
    ],
)
async def test_what_is_no_whole_backup_is_refused(store, clock, tmp_path, made, damage, error, words) -> None:
    back_up(tmp_path / "data", made, clock())
    damage(made)
    with pytest.raises(error, match=words):
        restore(made, tmp_path / "other", clock())
    assert not (tmp_path / "other" / DATABASE).exists()


async def test_a_backup_of_a_newer_version_is_refused(store, clock, tmp_path, made) -> None:
    back_up(tmp_path / "data", made, clock())
    said = json.loads((made / MANIFEST).read_text())
    (made / MANIFEST).write_text(json.dumps(said | {"schema": 99}))
    with pytest.raises(InvalidRequest, match="schema version 99"):
        restore(made, tmp_path / "other", clock())


async def test_only_its_owner_can_read_it(store, clock, tmp_path, made) -> None:
    back_up(tmp_path / "data", made, clock())
    assert {path.stat().st_mode & 0o777 for path in made.iterdir()} == {0o600}
    assert made.stat().st_mode & 0o777 == 0o700


async def test_deliveries_are_held_until_somebody_lets_them_go(store, clock, tmp_path, made) -> None:
    back_up(tmp_path / "data", made, clock())
    assert await store.lanes.held() is None
    restore(made, tmp_path / "other", clock() + 60)
    again = await opened_again(tmp_path / "other", clock)
    try:
        hold = await again.lanes.held()
        assert hold is not None
        assert (hold.since, hold.why.startswith("restored from a backup of ")) == (clock() + 60, True)
        assert await again.lanes.end_hold()
        assert await again.lanes.held() is None
    finally:
        await again.close()


async def test_keys_that_sign_or_seal_are_no_part_of_it(store, clock, tmp_path, made) -> None:
    secrets = [name.encode() * 4 for name in ("jwt-secret", "audit-key", "admin-password")]
    for secret in secrets:
        (tmp_path / "data" / secret[: len(secret) // 4].decode()).write_bytes(secret)
    await Story(store, clock).report("disk full")
    back_up(tmp_path / "data", made, clock())
    assert sorted(path.name for path in made.iterdir()) == [MANIFEST, DATABASE]
    stored = b"".join(path.read_bytes() for path in made.iterdir())
    assert [secret for secret in secrets if secret in stored] == []
