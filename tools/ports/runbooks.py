"""The ports of knowledge: runbooks, their search, and the advice made from them."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from tools.nouns.knowledge import Advice, Evidence, Match, Question, Runbook, SectionRow


class RunbookStore(Protocol):
    """Runbook documents: each tenant's own override the shared ones (see `tools.runbooks`)."""

    async def put_runbook(self, tenant: str, runbook: Runbook, rows: Sequence[SectionRow]) -> None:
        """Store a document with its sections and their vectors, replacing the older version."""
        ...

    async def delete_runbook(self, tenant: str, runbook_id: str) -> None:
        """Remove a document (a shared one is hidden for this tenant). Raises NotFound."""
        ...

    async def runbook(self, tenant: str, runbook_id: str) -> Runbook:
        """Return one document. Raises NotFound."""
        ...

    async def runbooks(self, tenant: str) -> Sequence[Runbook]:
        """All documents that the tenant sees, ordered by id."""
        ...

    async def sections(self, tenant: str, after: int) -> tuple[int, Sequence[SectionRow]]:
        """(sequence, all sections that the tenant sees) if something changed after `after`, else (after, [])."""
        ...


class SectionIndex(Protocol):
    """Cosines of runbook sections from an outside index. Derived data: the store's rows contain the vectors too."""

    async def cosines(self, tenant: str, rows: Sequence[SectionRow], vector: bytes) -> Mapping[str, float]:
        """Raw cosines of the tenant's nearest rows, by `SectionRow.id`, as far as they are known.

        `rows` are all rows that the tenant sees now; the index updates itself to them meanwhile. Never raises.
        """
        ...

    async def bring(self, tenant: str, rows: Sequence[SectionRow]) -> None:
        """Make the index hold exactly the rows that the tenant sees. Raises Unavailable."""
        ...


class RunbookSearch(Protocol):
    """Hybrid search over the sections a tenant sees and its past resolutions."""

    async def search(self, question: Question, limit: int) -> Sequence[Match]:
        """Matches, best first. Those below the calibrated cut have matched=False; callers may drop them.

        Raises Overloaded or Unavailable if it cannot search now.
        """
        ...

    async def expand(self, tenant: str, matches: Sequence[Match]) -> Sequence[Match]:
        """Add the sibling sections of the matches; advice is written from all of them."""
        ...


class Advisor(Protocol):
    """Evidence → cited advice, or an abstention. When a model or network fails, the advice degrades and says so."""

    async def advise(self, evidence: Evidence) -> Advice:
        """Citations ⊆ the evidence's citations; dangerous commands flagged."""
        ...
