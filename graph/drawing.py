"""A drawing with every labelled path. LangGraph draws one edge per pair of nodes and drops the label of the second."""

from typing import Any, Self, cast

from langchain_core.runnables import RunnableConfig
from langchain_core.runnables.graph import Graph as Drawing
from langgraph.graph.state import CompiledStateGraph

from agents.context import Context
from agents.state import State


class DrawnGraph(CompiledStateGraph[State, Context, Any, Any]):
    """The compiled graph, whose drawing shows all labels. A run takes an `Input` and returns a `Result`."""

    @classmethod
    def of(cls, compiled: CompiledStateGraph[State, Context, Any, Any]) -> Self:
        """The same object as an instance of this class.

        `StateGraph.compile` always makes its own class, has no hook for the drawing, and a method set on the instance
        would be lost in the copies that Studio makes.
        """
        compiled.__class__ = cls
        return cast(Self, compiled)

    def get_graph(self, config: RunnableConfig | None = None, *, xray: int | bool = False) -> Drawing:
        """See LangGraph."""
        return self._with_all_words(super().get_graph(config, xray=xray))

    async def aget_graph(self, config: RunnableConfig | None = None, *, xray: int | bool = False) -> Drawing:
        """See LangGraph; this is what Studio asks."""
        return self._with_all_words(await super().aget_graph(config, xray=xray))

    def _with_all_words(self, drawing: Drawing) -> Drawing:
        drawn = {(edge.source, str(edge.data)) for edge in drawing.edges}
        for source, branches in self.builder.branches.items():
            for word, target in (end for branch in branches.values() for end in (branch.ends or {}).items()):
                if (source, str(word)) not in drawn:
                    drawing.add_edge(drawing.nodes[source], drawing.nodes[target], str(word), conditional=True)
        return drawing
