"""Work that is handed to threads comes back to the event loop that asked, whatever becomes of it."""

import asyncio
import threading

import pytest

from tools.threads import Threads


async def test_result_and_error_come_back() -> None:
    threads = Threads("desk", 2)
    assert await threads.run(lambda: threading.current_thread().name.startswith("desk_"))
    with pytest.raises(ZeroDivisionError):
        await threads.run(lambda: 1 // 0)
    assert await threads.run(lambda: "still there") == "still there"
    await asyncio.to_thread(threads.close)


async def test_work_that_stops_an_iteration_is_not_waited_for() -> None:
    threads, nothing = Threads("desk"), iter(())
    with pytest.raises(RuntimeError, match="StopIteration") as raised:
        await asyncio.wait_for(threads.run(lambda: next(nothing)), 30)
    assert isinstance(raised.value.__cause__, StopIteration)
    assert await threads.run(lambda: "still there") == "still there"
    await asyncio.to_thread(threads.close)


async def test_so_many_work_at_once_and_the_loop_goes_on() -> None:
    threads, both = Threads("desk", 2), threading.Barrier(3)
    waiting = [asyncio.create_task(threads.run(lambda: both.wait(30))) for _ in range(2)]
    await asyncio.to_thread(both.wait, 30)
    assert len({await each for each in waiting}) == 2
    await asyncio.to_thread(threads.close)


async def test_nobody_works_for_a_caller_that_went_away() -> None:
    threads, may_go_on, done = Threads("desk"), threading.Event(), list[str]()
    first = asyncio.create_task(threads.run(lambda: may_go_on.wait(30)))
    second = asyncio.create_task(threads.run(lambda: done.append("second")))
    third = asyncio.create_task(threads.run(lambda: done.append("third")))
    await asyncio.sleep(0)
    second.cancel()
    may_go_on.set()
    await asyncio.gather(first, third)
    assert (done, second.cancelled()) == (["third"], True)
    await asyncio.to_thread(threads.close)


async def test_a_caller_may_go_away_while_work_is_done() -> None:
    threads, begun, may_go_on = Threads("desk"), threading.Event(), threading.Event()
    asked = asyncio.create_task(threads.run(lambda: (begun.set(), may_go_on.wait(30))))
    await asyncio.to_thread(begun.wait, 30)
    asked.cancel()
    may_go_on.set()
    assert await threads.run(lambda: "next") == "next"
    await asyncio.to_thread(threads.close)


async def test_closing_does_what_was_handed_over_and_takes_no_more() -> None:
    threads, done = Threads("desk"), list[int]()
    waiting = [asyncio.create_task(threads.run(lambda number=number: done.append(number))) for number in range(5)]
    await asyncio.sleep(0)
    await asyncio.to_thread(threads.close)
    await asyncio.gather(*waiting)
    assert done == [0, 1, 2, 3, 4]
    with pytest.raises(RuntimeError, match="desk"):
        await threads.run(lambda: None)


def test_a_loop_that_is_gone_ends_no_thread() -> None:
    threads, may_go_on = Threads("desk"), threading.Event()

    async def leave() -> None:
        asyncio.create_task(threads.run(lambda: may_go_on.wait(30)))
        await asyncio.sleep(0)

    asyncio.run(leave())
    may_go_on.set()
    assert asyncio.run(threads.run(lambda: "served")) == "served"
    threads.close()
