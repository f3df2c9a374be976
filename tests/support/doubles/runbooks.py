"""A runbook store in memory."""

from collections.abc import Sequence

from typing_extensions import override

from tools import ports
from tools.errors import NotFound
from tools.nouns.knowledge import Runbook, SectionRow

Rows = Sequence[SectionRow]


class MemoryRunbooks(ports.RunbookStore):
    """A tenant's documents over the shared ones of tenant ""."""

    def __init__(self) -> None:
        self.documents: dict[tuple[str, str], tuple[Runbook, Rows]] = {}
        self.sequence = 0
        self.reads = 0

    @override
    async def put_runbook(self, tenant: str, runbook: Runbook, rows: Rows) -> None:
        self.documents[tenant, runbook.runbook_id] = (runbook, rows)
        self.sequence += 1

    @override
    async def delete_runbook(self, tenant: str, runbook_id: str) -> None:
        if self.documents.pop((tenant, runbook_id), None) is None:
            raise NotFound(runbook_id)
        self.sequence += 1

    @override
    async def runbook(self, tenant: str, runbook_id: str) -> Runbook:
        return self._seen(tenant)[runbook_id][0]

    @override
    async def runbooks(self, tenant: str) -> Sequence[Runbook]:
        return [runbook for _, (runbook, _) in sorted(self._seen(tenant).items())]

    @override
    async def sections(self, tenant: str, after: int) -> tuple[int, Rows]:
        if self.sequence <= after:
            return after, []
        self.reads += 1
        return self.sequence, [row for _, (_, rows) in sorted(self._seen(tenant).items()) for row in rows]

    def _seen(self, tenant: str) -> dict[str, tuple[Runbook, Rows]]:
        return {name: found for owner in ("", tenant) for (of, name), found in self.documents.items() if of == owner}
