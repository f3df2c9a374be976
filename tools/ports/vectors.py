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
        """How far the store's sequence had come: everything up to it can be seen here."""
        ...

    def after(self, number: int) -> Iterator[StoredVector]:
        """Those stored after this number of the sequence, in order."""
        ...

    def fingerprints(self, numbers: Sequence[int]) -> Mapping[int, str]:
        """Whose vectors they are; without those that were pruned or replaced."""
        ...


class VectorLog(Protocol):
    """Vectors of a store that can show all of them at one moment. It blocks: indexes read it on their own thread."""

    def snapshot(self) -> AbstractContextManager[VectorSnapshot]:
        """A consistent view for the time of the `with` block. Raises StoreUnavailable when it cannot be read."""
        ...

    def close(self) -> None:
        """Release the files."""
        ...


@runtime_checkable
class VectorSource(Protocol):
    """What a remote index is rebuilt from, and asks for vectors that are too new for it."""

    def vectors(self) -> AsyncIterator[tuple[str, str, str, bytes]]:
        """(tenant, service, fingerprint, vector) of everything searchable."""
        ...

    async def recent(self, tenant: str, service: str, vector: bytes, limit: int) -> tuple[int, list[Candidate]]:
        """(what the store has seen, the nearest of the newest vectors)."""
        ...

    async def remember_embedder(self, identity: str) -> None:
        """Raises Misconfigured when the stored vectors come from another embedder."""
        ...
