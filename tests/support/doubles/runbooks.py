"""A runbook store in memory and an embedder that only counts words: enough to search without a model."""

import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from tools.errors import NotFound
from tools.nouns.knowledge import Runbook, SectionRow
from tools.runbooks.words import terms

Rows = Sequence[SectionRow]


class MemoryRunbooks:
    """RunbookStore: a tenant's documents over the shared ones of tenant ""."""

    def __init__(self) -> None:
        self.documents: dict[tuple[str, str], tuple[Runbook, Rows]] = {}
        self.sequence = 0
        self.reads = 0

    async def put_runbook(self, tenant: str, runbook: Runbook, rows: Rows) -> None:
        self.documents[tenant, runbook.runbook_id] = (runbook, rows)
        self.sequence += 1

    async def delete_runbook(self, tenant: str, runbook_id: str) -> None:
        if self.documents.pop((tenant, runbook_id), None) is None:
            raise NotFound(runbook_id)
        self.sequence += 1

    async def runbook(self, tenant: str, runbook_id: str) -> Runbook:
        return self._seen(tenant)[runbook_id][0]

    async def runbooks(self, tenant: str) -> Sequence[Runbook]:
        return [runbook for _, (runbook, _) in sorted(self._seen(tenant).items())]

    async def sections(self, tenant: str, after: int) -> tuple[int, Rows]:
        if self.sequence <= after:
            return after, []
        self.reads += 1
        return self.sequence, [row for _, (_, rows) in sorted(self._seen(tenant).items()) for row in rows]

    def _seen(self, tenant: str) -> dict[str, tuple[Runbook, Rows]]:
        return {name: found for owner in ("", tenant) for (of, name), found in self.documents.items() if of == owner}


class WordEmbedder:
    """Texts that share words point the same way."""

    identity, dimension = "words", 64

    def __init__(self) -> None:
        self.texts: list[str] = []

    async def embed(self, texts: Sequence[str]) -> list[bytes]:
        self.texts += texts
        return [self._vector(text).tobytes() for text in texts]

    def _vector(self, text: str) -> np.ndarray[Any, np.dtype[np.float32]]:
        vector = np.full(self.dimension, 1e-6, np.float32)
        for term in terms(text):
            vector[zlib.crc32(term.encode()) % self.dimension] += 1
        return vector / np.linalg.norm(vector)
