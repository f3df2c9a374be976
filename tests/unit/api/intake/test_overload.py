"""Who may work when: reports first, the rest in turn."""

import asyncio

import pytest

from api.intake import overload
from api.intake.overload import MAX_CONCURRENT, Pace


async def take_slot(pace: Pace, begun: list[int], number: int, go: asyncio.Event) -> None:
    async with pace.slot():
        begun.append(number)
        await go.wait()


async def settle() -> None:
    for _ in range(5 * MAX_CONCURRENT):
        await asyncio.sleep(0)


async def test_later_work_waits_while_a_report_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overload, "MAX_YIELD_SECONDS", 60.0)
    pace, begun, go = Pace(), [], asyncio.Event()
    go.set()
    with pace.report_waiting():
        work = asyncio.create_task(take_slot(pace, begun, 1, go))
        await settle()
        assert begun == []
    await work
    assert begun == [1]


async def test_later_work_never_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overload, "MAX_YIELD_SECONDS", 0.0)
    pace, begun, go = Pace(), [], asyncio.Event()
    go.set()
    with pace.report_waiting():
        await asyncio.gather(*(take_slot(pace, begun, number, go) for number in range(3)))
    assert begun == [0, 1, 2]


async def test_only_so_much_is_under_way_at_once() -> None:
    pace, begun, go = Pace(), [], asyncio.Event()
    work = [asyncio.create_task(take_slot(pace, begun, number, go)) for number in range(MAX_CONCURRENT + 2)]
    await settle()
    assert begun == list(range(MAX_CONCURRENT))
    go.set()
    await asyncio.gather(*work)
    assert begun == list(range(MAX_CONCURRENT + 2))
