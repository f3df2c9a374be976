"""The graph for a process that may never need it: compiled by the first run, off the event loop."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Any, Literal

from agents.context import Context
from agents.state import Input
from graph.builder import Graph

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig


class LazyGraph:
    """Runs like the graph. Known problems need no graph, and loading the engine takes a third of a process's start."""

    def __init__(self, build: Callable[[], Graph]) -> None:
        self._build = build
        self._building: asyncio.Task[Graph] | None = None

    async def compiled(self) -> Graph:
        """The graph, compiled once. A caller that is cancelled does not cancel the compilation."""
        if self._building is None:
            self._building = asyncio.create_task(asyncio.to_thread(self._build), name="compile the graph")
        return await asyncio.shield(self._building)

    async def astream(
        self,
        state: Input,
        config: "RunnableConfig | None" = None,
        *,
        context: Context,
        stream_mode: Literal["updates"],
    ) -> AsyncIterator[dict[str, Any]]:
        """See LangGraph."""
        graph = await self.compiled()
        async for step in graph.astream(state, config, context=context, stream_mode=stream_mode):
            yield step
