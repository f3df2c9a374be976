"""The port of stored vectors, from which indexes are made: unit length, little-endian float32."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol, runtime_checkable

from tools.nouns.reports import Candidate


class StoredVector(NamedTuple):
    """A fingerprint's vector. `number` is its place in the store's sequence; a renewed vector has a new one."""

    number: int
    tenant: str
    service: str
    fingerprint: str
    vector: bytes


class VectorSnapshot(Protocol):
    """The vectors as they were at one moment."""

    @property
    def sequence(self) -> int:
        """The store's sequence at that moment: every vector up to it is visible."""
        ...

    def after(self, number: int) -> Iterator[StoredVector]:
        """The vectors stored after this sequence number, in order."""
        ...

    def fingerprints(self, numbers: Sequence[int]) -> Mapping[int, str]:
        """The fingerprints of vectors, without those that were pruned or replaced."""
        ...


class VectorLog(Protocol):
    """Vectors of a store that can show all of them at one moment. It blocks: indexes read it on their own thread."""

    def snapshot(self) -> AbstractContextManager[VectorSnapshot]:
        """A consistent view for the duration of the `with` block. Raises StoreUnavailable if it cannot be read."""
        ...

    def close(self) -> None:
        """Release the files."""
        ...


@runtime_checkable
class VectorSource(Protocol):
    """The store as a remote index sees it: the source for rebuilds, and for vectors that are too new for it."""

    def vectors(self) -> AsyncIterator[tuple[str, str, str, bytes]]:
        """(tenant, service, fingerprint, vector) of every searchable vector."""
        ...

    async def recent(self, tenant: str, service: str, vector: bytes, limit: int) -> tuple[int, list[Candidate]]:
        """(the store's sequence, the nearest candidates among the newest vectors)."""
        ...

    async def remember_embedder(self, identity: str) -> None:
        """Record the embedder's identity. Raises Misconfigured if the stored vectors come from another embedder."""
        ...
