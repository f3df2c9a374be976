"""The graph: the order in which the agents work. The code reads like the drawing.

START → analyzer ──duplicate──▶ publisher → END
            ├────regression──▶ retriever → recommender → publisher → END
            └────new─────────▶ retriever → recommender → publisher → END
"""

from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from agents.analyzer import Analyzer
from agents.candidates import CandidateSearch
from agents.context import Context
from agents.publisher import Publisher
from agents.recommender import Recommender
from agents.retriever import Retriever
from agents.state import Ephemeral, Input, Path, Result, State
from tools.toolbox import Toolbox

if TYPE_CHECKING:
    from graph.drawing import DrawnGraph

Graph: TypeAlias = "DrawnGraph"
Node = Callable[..., Awaitable[Any]]

PATHS: dict[Hashable, str] = {"duplicate": "publisher", "regression": "retriever", "new": "retriever"}
"""Each label on the edges out of the analyzer, and the node it leads to."""


@dataclass(frozen=True, slots=True)
class Agents:
    """The four agents. The API's express lane calls the same analyzer."""

    analyzer: Analyzer
    retriever: Retriever
    recommender: Recommender
    publisher: Publisher

    @property
    def nodes(self) -> dict[str, Node]:
        """The graph's nodes, by name."""
        return {
            "analyzer": self.analyzer,
            "retriever": self.retriever,
            "recommender": self.recommender,
            "publisher": self.publisher,
        }


def make_agents(toolbox: Toolbox) -> Agents:
    """Build the agents and give each the tools it needs."""
    policy = toolbox.settings.policy
    search = CandidateSearch(toolbox.store, toolbox.embedder, toolbox.index, toolbox.adjudicator, policy)
    return Agents(
        Analyzer(toolbox.store, search, policy, toolbox.clock),
        Retriever(toolbox.search),
        Recommender(toolbox.advisor, toolbox.keyless_advisor, toolbox.changes, toolbox.clock),
        Publisher(toolbox.store),
    )


async def route(state: State) -> Path:
    """The edge that the analyzer chose."""
    return state["path"]


def build_graph(nodes: Mapping[str, Node], context: type[Context] = Context) -> Graph:
    """Compile the graph. It needs no checkpointer: if a run dies, the sweep finishes its ticket.

    The first call takes a third of a second of CPU because it imports LangGraph; nothing imports it earlier.
    """
    from langgraph.channels.base import BaseChannel
    from langgraph.graph import END, START, StateGraph

    from graph.drawing import DrawnGraph

    BaseChannel.register(Ephemeral)
    graph = StateGraph(State, context_schema=context, input_schema=Input, output_schema=Result)
    for name, node in nodes.items():
        graph.add_node(name, node)
    graph.add_edge(START, "analyzer")
    graph.add_conditional_edges("analyzer", route, PATHS)
    graph.add_edge("retriever", "recommender")
    graph.add_edge("recommender", "publisher")
    graph.add_edge("publisher", END)
    return DrawnGraph.of(graph.compile(name="incident-responder"))
