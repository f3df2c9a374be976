"""Retries are few and paid for; a dead service is left alone and tried one call at a time."""

import asyncio

import pytest

from tools.errors import NotFound, Unavailable
from tools.resilience import Guard
from tools.resilience import guard as guarding
from tools.resilience.budget import CAPACITY, COST, RetryBudget
from tools.resilience.guard import THRESHOLD, ServiceFault


class Service:
    def __init__(self, *faults: int) -> None:
        self.calls = 0
        self.down = False
        self._faults = set(faults)

    async def call(self) -> str:
        self.calls += 1
        if self.down or self.calls in self._faults:
            raise ServiceFault("503")
        return "done"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarding, "FIRST_RETRY_WAIT_SECONDS", 0.0)


async def test_a_fault_is_tried_again() -> None:
    service = Service(1, 2)
    assert await Guard("s3").call(service.call) == "done"
    assert service.calls == 3


async def test_errors_that_are_no_faults_pass_at_once() -> None:
    calls = []

    async def missing() -> None:
        calls.append(1)
        raise NotFound("no such thing")

    guard = Guard("s3")
    for _ in range(THRESHOLD + 1):
        with pytest.raises(NotFound):
            await guard.call(missing)
    assert len(calls) == THRESHOLD + 1
    assert guard.state == "closed"


async def test_an_outage_is_not_multiplied_by_retrying() -> None:
    guard, service = Guard("s3"), Service()
    service.down = True
    for _ in range(200):
        with pytest.raises(Unavailable):
            await guard.call(service.call)
    assert service.calls == THRESHOLD
    assert guard.state == "opened"


async def test_after_a_rest_one_probe_at_a_time_goes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarding, "OPEN_SECONDS", 0.01)
    guard, service = Guard("s3"), Service()
    service.down = True
    for _ in range(THRESHOLD):
        with pytest.raises(Unavailable):
            await guard.call(service.call)
    await asyncio.sleep(0.02)
    entered, release = asyncio.Event(), asyncio.Event()

    async def slow() -> str:
        entered.set()
        await release.wait()
        return "done"

    probe = asyncio.create_task(guard.call(slow))
    await entered.wait()
    before = service.calls
    with pytest.raises(Unavailable):
        await guard.call(service.call)
    assert service.calls == before
    release.set()
    assert await probe == "done"
    service.down = False
    assert await guard.call(service.call) == "done"
    assert guard.state == "closed"


def test_the_budget_is_refilled_by_success_only() -> None:
    budget = RetryBudget()
    assert sum(budget.take() for _ in range(100)) == CAPACITY / COST
    for _ in range(int(COST) - 1):
        budget.succeeded(retried=False)
    assert not budget.take()
    budget.succeeded(retried=False)
    assert budget.take()
    budget.succeeded(retried=True)
    assert budget.take()
