"""The graph that LangGraph Studio loads (see langgraph.json). It opens nothing before the first run."""

import asyncio

from langgraph.runtime import Runtime
from pydantic import ConfigDict, Field

from agents.context import Context
from agents.state import Analysis, Input, Publication, Recommendation, Retrieval, State
from graph.builder import Agents, build_graph, make_agents
from tools.env_file import export_for_libraries
from tools.runbooks.ingest import ingest_shipped
from tools.settings import Settings
from tools.toolbox import Toolbox, open_toolbox


class StudioContext(Context):
    """The tunables of a run. In Studio a run is a dry run unless you say otherwise: look before you store."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"dry_run": True}]})

    dry_run: bool = Field(default=True, title="Dry run", description=Context.model_fields["dry_run"].description)


class SharedTools:
    """One toolbox for all runs in this process, opened by the first one."""

    def __init__(self) -> None:
        self._opening = asyncio.Lock()
        self._toolbox: Toolbox | None = None
        self._agents: Agents | None = None

    async def toolbox(self) -> Toolbox:
        """The toolbox, opened on first use with the shipped runbooks in its store."""
        async with self._opening:
            if self._toolbox is None:
                await asyncio.to_thread(export_for_libraries)
                toolbox = await open_toolbox(await asyncio.to_thread(Settings))
                await ingest_shipped(toolbox.runbooks, toolbox.background)
                self._toolbox = toolbox
        return self._toolbox

    async def agents(self) -> Agents:
        """The agents, built on that toolbox."""
        if self._agents is None:
            self._agents = make_agents(await self.toolbox())
        return self._agents


shared_tools = SharedTools()


async def analyzer(state: Input, runtime: Runtime[Context]) -> Analysis:
    """See agents/analyzer.py."""
    return await (await shared_tools.agents()).analyzer(state, runtime)


async def retriever(state: State, runtime: Runtime[Context]) -> Retrieval:
    """See agents/retriever.py."""
    return await (await shared_tools.agents()).retriever(state, runtime)


async def recommender(state: State, runtime: Runtime[Context]) -> Recommendation:
    """See agents/recommender.py."""
    return await (await shared_tools.agents()).recommender(state, runtime)


async def publisher(state: State, runtime: Runtime[Context]) -> Publication:
    """See agents/publisher.py."""
    return await (await shared_tools.agents()).publisher(state, runtime)


graph = build_graph(
    {"analyzer": analyzer, "retriever": retriever, "recommender": recommender, "publisher": publisher}, StudioContext
)
