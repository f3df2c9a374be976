"""The ports of knowledge: runbooks, their search, and the advice made from them."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from tools.nouns.knowledge import Advice, Evidence, Match, Question, Runbook, SectionRow


class RunbookStore(Protocol):
    """Runbook documents, each tenant's own over the shared ones (see `tools.runbooks`)."""

    async def put_runbook(self, tenant: str, runbook: Runbook, rows: Sequence[SectionRow]) -> None:
        """Store a document with its sections and their vectors, replacing the older version."""
        ...

    async def delete_runbook(self, tenant: str, runbook_id: str) -> None:
        """Remove it (a shared one is hidden for this tenant). Raises NotFound."""
        ...

    async def runbook(self, tenant: str, runbook_id: str) -> Runbook:
        """One document. Raises NotFound."""
        ...

    async def runbooks(self, tenant: str) -> Sequence[Runbook]:
        """All documents the tenant sees, by id."""
        ...

    async def sections(self, tenant: str, after: int) -> tuple[int, Sequence[SectionRow]]:
        """(sequence, all sections the tenant sees) when something changed after `after`, else (after, [])."""
        ...


class SectionIndex(Protocol):
    """Cosines of runbook sections from an outside index. Derived data: the store's rows carry their vectors as well."""

    async def cosines(self, tenant: str, rows: Sequence[SectionRow], vector: bytes) -> Mapping[str, float]:
        """Raw cosines of the tenant's nearest rows by `SectionRow.id`, as far as they are known.

        `rows` are all that the tenant sees now; the index brings itself up to them meanwhile. Never raises.
        """
        ...

    async def bring(self, tenant: str, rows: Sequence[SectionRow]) -> None:
        """Make it hold what the tenant sees, and nothing older. Raises Unavailable."""
        ...


class RunbookSearch(Protocol):
    """Hybrid search over the sections a tenant sees and its past resolutions."""

    async def search(self, question: Question, limit: int) -> Sequence[Match]:
        """Best first. Matches below the calibrated cut come with matched=False; callers may drop them.

        Raises Overloaded or Unavailable when the search cannot be made now.
        """
        ...

    async def expand(self, tenant: str, matches: Sequence[Match]) -> Sequence[Match]:
        """The matches with their sibling sections, from which the advice is written."""
        ...


class Advisor(Protocol):
    """Evidence → cited advice, or an abstention. When a model or network fails, the advice degrades and says so."""

    async def advise(self, evidence: Evidence) -> Advice:
        """Citations ⊆ the evidence's citations; dangerous commands flagged."""
        ...
