"""What indexes need of a ticket store: the vectors they are made from. Vectors are unit length, little-endian float32."""

from collections.abc import AsyncIterator, Iterator
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

    def fingerprint(self, number: int) -> str | None:
        """Whose vector it is; None when it was pruned or replaced."""
        ...


class VectorLog(Protocol):
    """The vectors of a store that can show all of them at one moment. It blocks: an index reads it on its own thread."""

    def snapshot(self) -> AbstractContextManager[VectorSnapshot]:
        """A consistent view for the time of the `with` block. Raises StoreUnavailable when it cannot be read."""
        ...

    def close(self) -> None:
        """Release the files."""
        ...


@runtime_checkable
class VectorSource(Protocol):
    """What an index elsewhere is rebuilt from, and what it asks for vectors too new for it to know."""

    def vectors(self) -> AsyncIterator[tuple[str, str, str, bytes]]:
        """(tenant, service, fingerprint, vector) of everything searchable."""
        ...

    async def recent(self, tenant: str, service: str, vector: bytes, limit: int) -> tuple[int, list[Candidate]]:
        """(what the store has seen, the nearest of the newest vectors)."""
        ...

    async def remember_embedder(self, identity: str) -> None:
        """Raises Misconfigured when the stored vectors come from another embedder."""
        ...
