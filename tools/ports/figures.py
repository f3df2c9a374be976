"""The port of figures about a tenant's incidents."""

from typing import Protocol

from tools.nouns.figures import FigureQuery, Summary


class FigureStore(Protocol):
    """Exact at the moment it is asked, also after merges, splits, late reports, amended resolves and prune."""

    async def summary(self, tenant: str, query: FigureQuery) -> Summary:
        """The figures of a range."""
        ...
