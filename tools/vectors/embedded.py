"""Exact search over this process's mirror of the stored vectors, caught up with the store at every search."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self, TypeVar

import numpy as np

from tools.errors import StoreUnavailable
from tools.nouns.reports import Candidate
from tools.tickets.embedded.connection import DATABASE, connect, storage_errors
from tools.vectors.scope import Scope

T = TypeVar("T")
CATCH_UP = "SELECT vector_seq, tenant, service, vector FROM aliases WHERE vector_seq > ? ORDER BY vector_seq"


class EmbeddedIndex:
    """The VectorIndex port: one contiguous float32 matrix per (tenant, service).

    Derived data: opening it reads the vectors the store holds, and each search first reads those added since, by
    whatever process. A search and its catch-up see one snapshot, so the sequence it returns is exact.
    """

    def __init__(self, data_dir: Path) -> None:
        self._connection = connect(data_dir / DATABASE, read_only=True)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="vector-index")
        self._closing = threading.Event()
        self._scopes: dict[tuple[str, str], Scope] = {}
        self._seen = 0

    @classmethod
    async def open(cls, data_dir: Path) -> Self:
        """Mirror the vectors of a data folder that an `EmbeddedStore` has opened."""
        with storage_errors():
            index = await asyncio.to_thread(cls, Path(data_dir))
        await index.rebuild()
        return index

    async def search(self, tenant: str, service: str, vector: bytes, limit: int) -> tuple[int, Sequence[Candidate]]:
        """(store sequence seen, the nearest fingerprints of the scope, best first by raw cosine)."""
        return await self._run(lambda: self._search(tenant, service, vector, limit))

    async def add(self, tenant: str, service: str, fingerprint: str, vector: bytes) -> None:
        """Nothing to do: the store's own rows are what is searched."""

    async def rebuild(self) -> int:
        """Read all vectors again; returns how many there are."""
        return await self._run(self._rebuild)

    async def close(self) -> None:
        """Finish the running search, then release the file."""
        self._closing.set()
        await asyncio.to_thread(self._thread.shutdown)
        self._connection.close()

    async def _run(self, work: Callable[[], T]) -> T:
        if self._closing.is_set():
            raise StoreUnavailable("the vector index is closed")
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._in_snapshot, work)

    def _in_snapshot(self, work: Callable[[], T]) -> T:
        with storage_errors():
            self._connection.execute("BEGIN")
            try:
                return work()
            finally:
                self._connection.execute("ROLLBACK")

    def _search(self, tenant: str, service: str, vector: bytes, limit: int) -> tuple[int, Sequence[Candidate]]:
        upto = self._catch_up()
        scope = self._scopes.get((tenant, service))
        query = np.frombuffer(vector, dtype="<f4")
        if scope is None or scope.dimension != len(query):
            return upto, ()
        return upto, self._candidates(scope.nearest(query, limit))

    def _rebuild(self) -> int:
        self._scopes.clear()
        self._seen = 0
        self._catch_up()
        return sum(scope.size for scope in self._scopes.values())

    def _catch_up(self) -> int:
        """Append the vectors stored since the last look; returns the store sequence of this snapshot."""
        upto: int = self._connection.execute("SELECT n FROM sequence").fetchone()[0]
        if upto > self._seen:
            for seq, tenant, service, blob in self._connection.execute(CATCH_UP, (self._seen,)):
                vector = np.frombuffer(blob, dtype="<f4")
                self._scope(tenant, service, len(vector)).append(seq, vector)
            self._seen = upto
        return upto

    def _scope(self, tenant: str, service: str, dimension: int) -> Scope:
        scope = self._scopes.get((tenant, service))
        if scope is None:
            scope = self._scopes[(tenant, service)] = Scope(dimension)
        return scope

    def _candidates(self, found: Sequence[tuple[int, float]]) -> list[Candidate]:
        """Names for rows; a row whose vector was pruned or replaced meanwhile has none."""
        candidates = []
        for seq, cosine in found:
            row = self._connection.execute("SELECT fingerprint FROM aliases WHERE vector_seq = ?", (seq,)).fetchone()
            if row is not None:
                candidates.append(Candidate(row["fingerprint"], cosine))
        return candidates
