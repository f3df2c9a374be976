"""Exact search over the vectors that S3 lists: the index of an S3 store without Pinecone."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from tools.nouns.reports import Candidate
from tools.ports.vectors import VectorSource

if TYPE_CHECKING:
    import numpy as np  # not loaded by a process that only counts known problems

READ_AGAIN_MILLISECONDS = 3600 * 1000


class S3Index:
    """The VectorIndex port: one matrix per (tenant, service) from the store's aliases, plus the newest from its list.

    It suits tens of thousands of problems; beyond that it starts slowly, and Pinecone is the better choice.
    """

    def __init__(self, source: VectorSource) -> None:
        self._source = source
        self._scopes: dict[tuple[str, str], tuple[list[str], np.ndarray]] = {}
        self._read_upto: int | None = None
        self._reading = asyncio.Lock()

    @classmethod
    async def open(cls, source: VectorSource, embedder: str) -> Self:
        """Open it; the first search reads the vectors. Raises Misconfigured if they come from another embedder."""
        await source.remember_embedder(embedder)
        return cls(source)

    async def search(self, tenant: str, service: str, vector: bytes, limit: int) -> tuple[int, Sequence[Candidate]]:
        """Return (store time seen, the nearest fingerprints of the scope, best first by raw cosine)."""
        upto, recent = await self._source.recent(tenant, service, vector, limit)
        await self._keep_up(upto)
        cosines = {each.fingerprint: each.cosine for each in recent}
        cosines |= await asyncio.to_thread(self._nearest, (tenant, service), vector, limit)
        best = sorted(cosines.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]
        return upto, [Candidate(fingerprint, cosine) for fingerprint, cosine in best]

    async def add(self, tenant: str, service: str, fingerprint: str, vector: bytes) -> None:
        """Append to this process's matrix; others find it in the store's list of the newest, or when they start."""
        import numpy as np

        names, matrix = self._scopes.get((tenant, service), ([], np.empty((0, len(vector) // 4), dtype=np.float32)))
        if fingerprint not in names:
            row = np.frombuffer(vector, dtype="<f4")[None, :]
            self._scopes[tenant, service] = ([*names, fingerprint], np.vstack([matrix, row]))

    async def prepare(self) -> None:
        """Do nothing: the first search learns how new the vectors are that it reads."""

    async def rebuild(self) -> int:
        """Read all vectors again; return their number."""
        import numpy as np

        rows: dict[tuple[str, str], dict[str, bytes]] = {}
        async for tenant, service, fingerprint, vector in self._source.vectors():
            rows.setdefault((tenant, service), {})[fingerprint] = vector
        self._scopes = {
            scope: (list(found), np.frombuffer(b"".join(found.values()), dtype="<f4").reshape(len(found), -1))
            for scope, found in rows.items()
        }
        return sum(len(found) for found in rows.values())

    async def close(self) -> None:
        """Do nothing: there is nothing to release."""

    async def _keep_up(self, upto: int) -> None:
        """Read everything again in time: other processes' vectors leave the list of the newest after two hours."""
        async with self._reading:
            if self._read_upto is None or upto - self._read_upto > READ_AGAIN_MILLISECONDS:
                await self.rebuild()
                self._read_upto = upto

    def _nearest(self, scope: tuple[str, str], vector: bytes, limit: int) -> dict[str, float]:
        if scope not in self._scopes:
            return {}
        import numpy as np

        names, matrix = self._scopes[scope]
        cosines = matrix @ np.frombuffer(vector, dtype="<f4")
        best = np.argsort(-cosines, kind="stable")[:limit]
        return {names[at]: float(cosines[at]) for at in best}
