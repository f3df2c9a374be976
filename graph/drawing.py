"""Draws the graph with every label. LangGraph draws one edge per pair of nodes and drops any further labels."""

from typing import Any, Self, cast

from langchain_core.runnables import RunnableConfig
from langchain_core.runnables.graph import Graph as Drawing
from langgraph.graph.state import CompiledStateGraph

from agents.context import Context
from agents.state import State


class DrawnGraph(CompiledStateGraph[State, Context, Any, Any]):
    """The compiled graph; its drawing shows all labels. A run takes an `Input` and returns a `Result`."""

    @classmethod
    def of(cls, compiled: CompiledStateGraph[State, Context, Any, Any]) -> Self:
        """Turn a compiled graph into an instance of this class, in place.

        `StateGraph.compile` always makes its own class and has no hook for the drawing. A method set on the instance
        would be lost in the copies that Studio makes.
        """
        compiled.__class__ = cls
        return cast(Self, compiled)

    def get_graph(self, config: RunnableConfig | None = None, *, xray: int | bool = False) -> Drawing:
        """See LangGraph."""
        return self._with_all_labels(super().get_graph(config, xray=xray))

    async def aget_graph(self, config: RunnableConfig | None = None, *, xray: int | bool = False) -> Drawing:
        """See LangGraph; Studio calls this one."""
        return self._with_all_labels(await super().aget_graph(config, xray=xray))

    def _with_all_labels(self, drawing: Drawing) -> Drawing:
        drawn = {(edge.source, str(edge.data)) for edge in drawing.edges}
        for source, branches in self.builder.branches.items():
            for label, target in (end for branch in branches.values() for end in (branch.ends or {}).items()):
                if (source, str(label)) not in drawn:
                    drawing.add_edge(drawing.nodes[source], drawing.nodes[target], str(label), conditional=True)
        return drawing
