"""Power cuts: un-synced writes are dropped or torn, and everything acknowledged is still there."""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.integration.faults.evidence import broken_promises, flaws
from tests.integration.faults.traffic import Promise
from tests.support.servers import faulty_disk
from tests.support.servers.faulty_disk import Disk, Operation
from tests.support.servers.process import ROOT
from tools.tickets.embedded import EmbeddedStore

REPORTS = 400
KEPT = (0.0, 0.0, 0.2, 0.5, 0.9)
"""How much of what was not synced happens to survive; nothing at all is the hardest and tried most."""


def life(folder: Path, *arguments: str) -> list[Operation]:
    """Everything one process did to its disk, from the first start on."""
    root, journal = folder / "disk", folder / "journal"
    root.mkdir()
    command = [sys.executable, "-m", "tests.integration.faults.power_user", str(root), "--reports", str(REPORTS)]
    shim = faulty_disk.variables(faulty_disk.build(folder), root, journal=journal)
    subprocess.run([*command, *arguments], env=os.environ | shim, cwd=ROOT, check=True)
    done = list(faulty_disk.operations(journal)) if journal.exists() else []
    if not any(each.path.name == "incidents.db-wal" for each in done):
        pytest.skip("SQLite's writes cannot be seen here: its library is linked into Python")
    return done


async def lost(folder: Path, disk: Disk, promises: list[Promise], rng: random.Random) -> list[Promise]:
    """Cut the power, start again on what is left, and see what was promised but is gone."""
    data_dir = folder / "data"
    data_dir.mkdir(parents=True)
    for path, content in disk.after_power_cut(rng.choice(KEPT), rng).items():
        if path.name.startswith("incidents.db"):
            (data_dir / path.name).write_bytes(content)
    store = await EmbeddedStore.open(data_dir, time.time)
    await store.ready()
    await store.close()
    assert flaws(data_dir) == []
    return broken_promises(data_dir, promises)


async def losses(folder: Path, done: list[Operation], cuts: int) -> dict[int, list[Promise]]:
    """What is lost when the power fails after so many operations, for random cuts."""
    rng, disk, promises = random.Random(4), Disk(), list[Promise]()
    chosen = set(rng.sample(range(len(done)), cuts))
    found = {}
    for number, operation in enumerate(done):
        disk.do(operation)
        if operation.path.name == "acks":
            promises.append(tuple(json.loads(operation.data)))
        if number in chosen:
            found[number] = await lost(folder / str(number), disk, promises, rng)
    assert len(promises) > REPORTS / 2
    return {number: each for number, each in found.items() if each}


@pytest.mark.parametrize("cuts", [100, pytest.param(1_000, marks=pytest.mark.long)])
async def test_a_power_cut_loses_nothing_acknowledged(tmp_path: Path, cuts: int) -> None:
    assert await losses(tmp_path, life(tmp_path), cuts) == {}


async def test_the_power_cuts_would_catch_commits_that_are_not_synced(tmp_path: Path) -> None:
    assert await losses(tmp_path, life(tmp_path, "--careless"), 20) != {}
