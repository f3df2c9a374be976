"""The queue of a lane: a ticket's first delivery at its time, oldest first, whatever happened to the others."""

import asyncio
import random

import pytest

from api.worker.lane_queue import LaneQueue
from tools.nouns.deliveries import Queued

FIRST, SECOND, OTHER = Queued("a", "1", "d1", "t"), Queued("a", "2", "d2", "t"), Queued("b", "1", "d3", "t")


@pytest.fixture
async def task() -> asyncio.Task[None]:
    return asyncio.create_task(asyncio.sleep(0))


def filled() -> LaneQueue:
    queue = LaneQueue()
    queue.refresh([FIRST, SECOND, OTHER])
    return queue


def test_only_the_first_delivery_of_a_ticket_is_ready() -> None:
    queue = filled()
    assert list(queue.ready(0.0, 9)) == [FIRST, OTHER]
    assert list(queue.ready(0.0, 1)) == [FIRST]
    assert list(queue.ready(0.0, 0)) == []
    assert len(queue) == 3
    queue.done(FIRST)
    assert list(queue.ready(0.0, 9)) == [SECOND, OTHER]
    assert len(queue) == 2


def test_what_is_put_off_is_ready_at_its_time() -> None:
    queue = filled()
    queue.put_off(FIRST, 10.0)
    assert list(queue.ready(9.0, 9)) == [OTHER]
    assert list(queue.ready(10.0, 9)) == [OTHER, FIRST]
    queue.refresh([FIRST, SECOND, OTHER])
    assert list(queue.ready(9.0, 9)) == [OTHER]
    queue.as_before(FIRST)
    assert list(queue.ready(9.0, 9)) == [FIRST, OTHER]
    queue.put_off(OTHER, 20.0)
    queue.all_due()
    assert list(queue.ready(9.0, 9)) == [FIRST, OTHER]


def test_a_part_that_is_listed_again_leaves_the_rest() -> None:
    queue = filled()
    queue.put_off(FIRST, 10.0)
    third = Queued("c", "1", "d4", "t")
    queue.refresh([third], since="b")
    assert list(queue.ready(10.0, 9)) == [third, FIRST]
    assert len(queue) == 3
    assert list(queue.behind(FIRST)) == [SECOND]


async def test_a_ticket_under_way_starts_nothing(task: asyncio.Task[None]) -> None:
    queue = filled()
    queue.started(FIRST, task)
    assert list(queue.ready(0.0, 9)) == [OTHER]
    queue.refresh([FIRST, SECOND, OTHER])
    queue.done(FIRST)
    assert list(queue.ready(0.0, 9)) == [OTHER]
    queue.ended(FIRST)
    assert list(queue.ready(0.0, 9)) == [SECOND, OTHER]


async def test_it_is_ready_as_a_search_through_all_finds(task: asyncio.Task[None]) -> None:
    chance = random.Random(5)
    every = sorted(Queued(f"t{chance.randrange(9)}", f"{n:02}", f"d{n:02}", "t") for n in range(40))
    queue, left, due = LaneQueue(), list(every), dict[str, float]()
    queue.refresh(left)
    for step in range(2_000):
        now = float(chance.randrange(100))
        heads = {each.ticket: each for each in reversed(left) if each.ticket not in queue.under_way}.values()
        found = sorted((due.get(each.delivery_id, float("-inf")), each.delivery_id, each) for each in heads)
        wanted = [each for at, _, each in found if at <= now]
        assert list(queue.ready(now, 3)) == wanted[:3], step
        assert len(queue) == len(left)
        change(queue, chance.choice(every), left, due, chance, task)
        if not left:
            left, due = list(every), {}
            queue.refresh(left)


def change(
    queue: LaneQueue,
    one: Queued,
    left: list[Queued],
    due: dict[str, float],
    chance: random.Random,
    task: asyncio.Task[None],
) -> None:
    """Do one of the things that a lane does, to the queue and to the plain lists beside it."""
    match chance.randrange(6):
        case 0 if one in left:
            due[one.delivery_id] = until = float(chance.randrange(100))
            queue.put_off(one, until)
        case 1 if chance.random() < 0.2:
            left[:] = [each for each in left if each != one]
            due.pop(one.delivery_id, None)
            queue.done(one)
        case 2 if one in left:
            queue.started(one, task)
        case 3:
            queue.ended(one)
        case 4:
            due.pop(one.delivery_id, None)
            queue.as_before(one)
        case 5:
            since = chance.choice(["", one.ticket])
            queue.refresh([each for each in left if each.ticket >= since], since)
        case _:
            pass
