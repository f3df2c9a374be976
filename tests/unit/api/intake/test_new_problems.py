"""A source opens so many new problems and no more, however many processes it reaches; known ones are never refused."""

import pytest

from api.intake.new_problems import ALL_SOURCES, NewProblems
from tests.support.clock import ManualClock
from tools.errors import Overloaded
from tools.tickets.embedded import EmbeddedStore

MINUTE = 1_700_000_040.0


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(MINUTE + 20)


@pytest.fixture
def steps() -> ManualClock:
    return ManualClock(1000.0)


@pytest.fixture
def limit(store: EmbeddedStore, clock: ManualClock, steps: ManualClock) -> NewProblems:
    return NewProblems(40, 60.0, store.new_counts, clock, steps)


async def opened(limit: NewProblems, source: str = "alertmanager", most: int = 1000, tenant: str = "acme") -> int:
    for number in range(most):
        try:
            await limit.take(tenant, source)
        except Overloaded:
            return number
    return most


async def test_so_many_a_minute_and_source(limit: NewProblems, clock: ManualClock) -> None:
    assert await opened(limit) == 40
    with pytest.raises(Overloaded, match="'alertmanager' may open 40 new problems in 60 seconds") as refused:
        await limit.take("acme", "alertmanager")
    assert refused.value.retry_after == pytest.approx(40)
    assert await opened(limit, "grafana", 5) == 5
    assert await opened(limit, tenant="umbrella", most=5) == 5
    clock.pass_(40)
    assert await opened(limit) == 40


async def test_no_number_of_sources_opens_more_than_ten_times_as_many(store: EmbeddedStore, clock, steps) -> None:
    limit = NewProblems(3, 60.0, store.new_counts, clock, steps)
    found = [await opened(limit, f"source {number}") for number in range(ALL_SOURCES + 2)]
    assert (sum(found), found[-1]) == (3 * ALL_SOURCES, 0)


async def test_what_was_no_new_problem_is_given_back(limit: NewProblems) -> None:
    for _ in range(100):
        await limit.take("acme", "")
        limit.uncount("acme", "")
    assert await opened(limit, "") == 40


async def test_processes_share_the_limit(store: EmbeddedStore, clock: ManualClock, steps: ManualClock) -> None:
    several = [NewProblems(200, 60.0, store.new_counts, clock, steps) for _ in range(4)]
    taken = 0
    for _ in range(100):
        for limit in several:
            taken += await opened(limit, most=1)
        steps.pass_(0.3)
    assert 200 <= taken <= 200 + len(several) * 200 // 40


async def test_a_slow_trickle_asks_no_store(clock: ManualClock) -> None:
    limit = NewProblems(1000, 60.0, None, clock)  # type: ignore[arg-type]
    assert await opened(limit, most=20) == 20


async def test_a_store_that_fails_forgets_no_count(
    store: EmbeddedStore, clock: ManualClock, steps: ManualClock
) -> None:
    class Failing:
        down = True

        async def add(self, tenant: str, source: str, window: int, count: int) -> int:
            if self.down:
                raise ConnectionError
            return await store.new_counts.add(tenant, source, window, count)

    counts = Failing()
    limit = NewProblems(40, 60.0, counts, clock, steps)
    await limit.take("acme", "a")
    with pytest.raises(ConnectionError):
        await limit.take("acme", "a")
    counts.down = False
    assert await opened(limit, "a") == 39
