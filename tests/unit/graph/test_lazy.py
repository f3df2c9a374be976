"""A graph that is compiled by its first run: once, off the event loop, and whoever goes away does not stop it."""

import asyncio
import threading

import pytest

from agents.context import Context
from agents.report import input_of
from graph.builder import Graph
from graph.lazy import LazyGraph
from tests.support.doubles.agents import DoubledAgents
from tests.support.doubles.ports import report


class Builder:
    """Hands out the doubled agents' graph when it is let go, and counts."""

    def __init__(self) -> None:
        self.graph = DoubledAgents().graph
        self.threads: list[threading.Thread] = []
        self.go = threading.Event()

    def __call__(self) -> Graph:
        self.threads.append(threading.current_thread())
        assert self.go.wait(10)
        return self.graph


async def test_runs_share_what_the_first_one_made() -> None:
    builder = Builder()
    builder.go.set()
    later = LazyGraph(builder)

    async def run(request_id: str) -> list[str]:
        steps = later.astream(input_of(report(request_id=request_id)), context=Context(), stream_mode="updates")
        return [name async for step in steps for name in step]

    first, second = await asyncio.gather(run("req_1"), run("req_2"))
    assert {tuple(first), tuple(second)} <= {
        ("analyzer", "retriever", "recommender", "publisher"),
        ("analyzer", "publisher"),
    }
    assert len(builder.threads) == 1
    assert builder.threads[0] is not threading.main_thread()


async def test_who_goes_away_does_not_stop_the_making() -> None:
    builder = Builder()
    later = LazyGraph(builder)
    gone = asyncio.create_task(later.compiled())
    await asyncio.sleep(0)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    builder.go.set()
    assert await later.compiled() is builder.graph
    assert len(builder.threads) == 1
