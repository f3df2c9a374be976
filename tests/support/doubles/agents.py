"""The four agents on in-memory ports."""

from dataclasses import dataclass, field

from agents.analyzer import Analyzer
from agents.candidates import CandidateSearch
from agents.publisher import Publisher
from agents.recommender import Recommender
from agents.retriever import Retriever
from graph.builder import Agents, Graph, build_graph
from tests.support.clock import ManualClock
from tests.support.doubles.embedder import WordEmbedder
from tests.support.doubles.ports import Advisor, Index, Library, Store, match
from tools.nouns.policy import Policy


@dataclass
class DoubledAgents:
    """Ports to look into, agents to call, and the compiled graph."""

    store: Store = field(default_factory=Store)
    embedder: WordEmbedder = field(default_factory=WordEmbedder)
    library: Library = field(default_factory=lambda: Library(match()))
    advisor: Advisor = field(default_factory=Advisor)
    keyless: Advisor = field(default_factory=Advisor)

    def __post_init__(self) -> None:
        search = CandidateSearch(self.store, self.embedder, Index(), None, Policy())
        self.agents = Agents(
            Analyzer(self.store, search, Policy(), ManualClock(1_000.0)),
            Retriever(self.library),
            Recommender(self.advisor, self.keyless),
            Publisher(self.store),
        )
        self.graph: Graph = build_graph(self.agents.nodes)
