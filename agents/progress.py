"""Progress events of the agents, one per step; a stream with `stream_mode="custom"` shows them."""

from typing_extensions import TypedDict

from agents.context import Runtime


class Progress(TypedDict):
    """One event."""

    agent: str
    """Who sent it: analyzer, retriever, recommender or publisher."""

    says: str
    """One short sentence for people. It contains ids, never the log's text."""


def report_progress(runtime: Runtime, agent: str, says: str) -> None:
    """Report progress to the reader of the run's stream; free if there is no stream."""
    runtime.stream_writer(Progress(agent=agent, says=says))
