"""Random lives of deliveries: each notice reaches each destination or says why not, in order per ticket, never lost."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.support.clock import ManualClock
from tests.support.delivery_machine import NAMES, DeliveryMachine
from tests.support.outgoing import Outgoing
from tools.tickets.embedded import EmbeddedStore

MEMORY = Path("/dev/shm")
IN_MEMORY = MEMORY if MEMORY.is_dir() else None
FEW = settings(
    max_examples=30, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


class OnRecords(DeliveryMachine):
    """In memory, where a process may die at any call."""


class OnFiles(DeliveryMachine):
    crashes = False

    async def open(self) -> Outgoing:
        self.folder = Path(tempfile.mkdtemp(dir=IN_MEMORY))
        clock = ManualClock()
        return Outgoing(*NAMES, store=await EmbeddedStore.open(self.folder, clock), clock=clock)

    def teardown(self) -> None:
        try:
            if self.jobs:
                self._come_to_rest()
        finally:
            self.run(self.house.store.close())
            self.loop.close()
            shutil.rmtree(self.folder)


@pytest.mark.parametrize("machine", [OnRecords, OnFiles])
def test_lives(machine: type[DeliveryMachine]) -> None:
    run_state_machine_as_test(machine, settings=FEW)


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("machine", [OnRecords, OnFiles])
def test_many_lives(machine: type[DeliveryMachine]) -> None:
    run_state_machine_as_test(machine, settings=settings(FEW, max_examples=100, stateful_step_count=40))
