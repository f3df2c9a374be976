"""kill -9 at random points: whatever was acknowledged is there afterwards, and the file is sound."""

import random
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.integration.faults.children import anything, child, told
from tests.integration.faults.evidence import broken_promises, flaws
from tests.integration.faults.traffic import Promise
from tools.tickets.embedded import EmbeddedStore

PROCESSES = 2
LONGEST_LIFE = 0.12


def live_and_die(data_dir: Path, round_number: int, rng: random.Random) -> list[Promise]:
    """Two processes write to one folder; both are killed at a random moment. Returns what they were promised."""
    with ExitStack() as family:
        seeds = [PROCESSES * round_number + each for each in range(PROCESSES)]
        children = [family.enter_context(child(anything, data_dir, seed)) for seed in seeds]
        heard = [pipe.recv() for _, pipe in children]
        heard += told(children[0][1], rng.uniform(0, LONGEST_LIFE))
        for process, _ in children:
            process.kill()
        for _, pipe in children:
            heard += told(pipe, seconds=30)
    return heard


@pytest.mark.parametrize("rounds", [10, pytest.param(200, marks=pytest.mark.long)])
async def test_nothing_acknowledged_is_lost_when_processes_are_killed(tmp_path: Path, rounds: int) -> None:
    rng = random.Random(3)
    promises: list[Promise] = []
    for number in range(rounds):
        promises += live_and_die(tmp_path, number, rng)
        store = await EmbeddedStore.open(tmp_path, time.time)
        await store.ready()
        await store.close()
        assert flaws(tmp_path) == []
    assert len(promises) > 4 * rounds
    assert broken_promises(tmp_path, promises) == []
