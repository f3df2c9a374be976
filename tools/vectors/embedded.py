"""Exact search over this process's mirror of the stored vectors, updated from the store at every search."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from tools.errors import StoreUnavailable
from tools.nouns.reports import Candidate
from tools.ports.vectors import VectorLog, VectorSnapshot
from tools.threads import Threads

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tools.vectors.scope import Scope

T = TypeVar("T")


class EmbeddedIndex:
    """The VectorIndex port: one contiguous float32 matrix per (tenant, service).

    The data is derived: the first search reads the stored vectors, and each later one reads those added since, by any
    process. A search and its update use one snapshot, so the sequence it returns is exact.

    It is also the VectorSource of a remote index, which asks here for what it cannot show yet.
    """

    def __init__(self, log: VectorLog) -> None:
        """Mirrors a store's vectors; `close` closes the log as well."""
        self._log = log
        self._thread = Threads("vector-index")
        self._closing = threading.Event()
        self._scopes: dict[tuple[str, str], Scope] = {}
        self._seen = 0

    async def search(self, tenant: str, service: str, vector: bytes, limit: int) -> tuple[int, Sequence[Candidate]]:
        """Return (store sequence seen, the nearest fingerprints of the scope, best first by raw cosine)."""
        return await self._read(lambda stored: self._search(stored, (tenant, service), vector, limit))

    async def add(self, tenant: str, service: str, fingerprint: str, vector: bytes) -> None:
        """Do nothing: the search reads the store's own rows."""

    async def prepare(self) -> None:
        """Read all vectors now. Raises StoreUnavailable if they cannot be read."""
        await self._read(self._catch_up)

    async def rebuild(self) -> int:
        """Read all vectors again; return their number."""
        return await self._read(self._rebuild)

    async def vectors(self) -> AsyncIterator[tuple[str, str, str, bytes]]:
        """Yield (tenant, service, fingerprint, vector) for everything searchable."""
        for each in await self._read(lambda stored: list(stored.after(0))):
            yield each.tenant, each.service, each.fingerprint, each.vector

    async def recent(self, tenant: str, service: str, vector: bytes, limit: int) -> tuple[int, list[Candidate]]:
        """Do the same as `search`: a new vector is found here at once."""
        upto, found = await self.search(tenant, service, vector, limit)
        return upto, list(found)

    async def remember_embedder(self, identity: str) -> None:
        """Do nothing: the store's file names its embedder, which was checked when it was opened."""

    async def close(self) -> None:
        """Finish the running search, then release the files."""
        self._closing.set()
        await asyncio.to_thread(self._thread.close)
        self._log.close()

    async def _read(self, work: Callable[[VectorSnapshot], T]) -> T:
        if self._closing.is_set():
            raise StoreUnavailable("the vector index is closed")
        return await self._thread.run(partial(self._in_snapshot, work))

    def _in_snapshot(self, work: Callable[[VectorSnapshot], T]) -> T:
        with self._log.snapshot() as stored:
            return work(stored)

    def _search(
        self, stored: VectorSnapshot, scope: tuple[str, str], vector: bytes, limit: int
    ) -> tuple[int, Sequence[Candidate]]:
        upto = self._catch_up(stored)
        near, query = self._scopes.get(scope), _numbers(vector)
        if near is None or near.dimension != len(query):
            return upto, ()
        found = near.nearest(query, limit)
        names = stored.fingerprints([number for number, _ in found])
        return upto, [Candidate(names[number], cosine) for number, cosine in found if number in names]

    def _rebuild(self, stored: VectorSnapshot) -> int:
        self._scopes.clear()
        self._seen = 0
        self._catch_up(stored)
        return sum(scope.size for scope in self._scopes.values())

    def _catch_up(self, stored: VectorSnapshot) -> int:
        """Append the vectors stored since the last update; return the store sequence of this snapshot."""
        upto = stored.sequence
        if upto > self._seen:
            for each in stored.after(self._seen):
                vector = _numbers(each.vector)
                self._scope(each.tenant, each.service, len(vector)).append(each.number, vector)
            self._seen = upto
        return upto

    def _scope(self, tenant: str, service: str, dimension: int) -> "Scope":
        scope = self._scopes.get((tenant, service))
        if scope is None:
            from tools.vectors.scope import Scope  # it loads numpy; see below

            scope = self._scopes[(tenant, service)] = Scope(dimension)
        return scope


def _numbers(vector: bytes) -> "NDArray[np.float32]":
    import numpy as np  # not loaded by a process that only counts known problems

    return np.frombuffer(vector, dtype="<f4")
