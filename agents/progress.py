"""What agents say while they work: events that a stream with `stream_mode="custom"` shows, one a step."""

from typing_extensions import TypedDict

from agents.context import Runtime


class Progress(TypedDict):
    """One event."""

    agent: str
    """Who says it: analyzer, retriever, recommender or publisher."""

    says: str
    """One short sentence for people. It names ids, never the log's text."""


def tell(runtime: Runtime, agent: str, says: str) -> None:
    """Report progress to whoever streams the run; free if there is no stream."""
    runtime.stream_writer(Progress(agent=agent, says=says))
