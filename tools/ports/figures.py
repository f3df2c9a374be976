"""The port of statistics about a tenant's incidents."""

from typing import Protocol

from tools.nouns.figures import FigureQuery, Summary


class FigureStore(Protocol):
    """Statistics that are exact when read, also after merges, splits, late reports, amended resolutions and pruning."""

    async def summary(self, tenant: str, query: FigureQuery) -> Summary:
        """The statistics for a time range."""
        ...
