"""The drawing shows every labelled path: LangGraph draws one edge per pair of nodes and drops the other's word."""

from typing import Any, Self

from langchain_core.runnables import RunnableConfig
from langchain_core.runnables.graph import Graph as Drawing
from langgraph.graph.state import CompiledStateGraph

from agents.context import Context
from graph.routing import PATHS
from graph.state import State


class DrawnGraph(CompiledStateGraph[State, Context, Any, Any]):
    """The compiled graph with all its words in the drawing. It is given an Input and returns an Output."""

    @classmethod
    def of(cls, compiled: CompiledStateGraph[State, Context, Any, Any]) -> Self:
        """The same graph; `StateGraph.compile` cannot be told which class to make."""
        drawn = cls.__new__(cls)
        vars(drawn).update(vars(compiled))
        return drawn

    def get_graph(self, config: RunnableConfig | None = None, *, xray: int | bool = False) -> Drawing:
        """See LangGraph."""
        return _with_all_words(super().get_graph(config, xray=xray))

    async def aget_graph(self, config: RunnableConfig | None = None, *, xray: int | bool = False) -> Drawing:
        """See LangGraph; this is what Studio asks."""
        return _with_all_words(await super().aget_graph(config, xray=xray))


def _with_all_words(drawing: Drawing) -> Drawing:
    drawn = {str(edge.data) for edge in drawing.edges}
    for word, node in PATHS.items():
        if str(word) not in drawn:
            drawing.add_edge(drawing.nodes["analyzer"], drawing.nodes[node], str(word), conditional=True)
    return drawing
