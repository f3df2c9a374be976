"""The words on the edges, and the node each leads to."""

from collections.abc import Hashable

from agents.analyzer import Path
from graph.state import State

PATHS: dict[Hashable, str] = {"duplicate": "publisher", "regression": "retriever", "new": "retriever"}


def route(state: State) -> Path:
    """The analyzer's verdict decides; nothing else is asked."""
    return state["path"]
