"""Whatever happens to incidents, figures are those that anybody counts by hand from an export, on both stores."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.support.clock import ManualClock
from tests.support.figure_machine import FigureMachine
from tests.support.servers.memory_bucket import MemoryBucket
from tests.support.servers.s3_objects import Objects
from tools.ports import Store
from tools.resilience import Guard
from tools.tickets.embedded import EmbeddedStore
from tools.tickets.s3 import S3Store

MEMORY = Path("/dev/shm")
FEW = settings(
    max_examples=8, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


class Embedded(FigureMachine):
    def __init__(self) -> None:
        super().__init__()
        self.data = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))

    async def open(self, clock: ManualClock) -> Store:
        return await EmbeddedStore.open(self.data, clock)

    def teardown(self) -> None:
        super().teardown()
        shutil.rmtree(self.data)


class InABucket(FigureMachine):
    def __init__(self) -> None:
        super().__init__()
        self.objects = Objects(self.clock)

    async def open(self, clock: ManualClock) -> Store:
        return S3Store(MemoryBucket(self.objects), clock, Guard("memory"))


Embedded.TestCase.settings = InABucket.TestCase.settings = FEW
TestEmbedded, TestInABucket = Embedded.TestCase, InABucket.TestCase


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("machine", "lives"), [(Embedded, 40), (InABucket, 12)])
def test_many_lives(machine: type[FigureMachine], lives: int) -> None:
    run_state_machine_as_test(machine, settings=settings(FEW, max_examples=lives, stateful_step_count=40))
