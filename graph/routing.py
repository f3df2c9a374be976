"""The words on the edges, and the node each leads to."""

from agents.analyzer import Path
from graph.state import State

PATHS: dict[Path, str] = {"duplicate": "publisher", "regression": "retriever", "new": "retriever"}


def route(state: State) -> Path:
    """The analyzer's verdict decides; nothing else is asked."""
    return state["path"]
