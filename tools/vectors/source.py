"""What a remote index needs of the ticket store: the vectors it is rebuilt from, and those too new for it to know."""

from collections.abc import AsyncIterator
from typing import Protocol, runtime_checkable

from tools.nouns.reports import Candidate


@runtime_checkable
class VectorSource(Protocol):
    """A store that lists its own vectors, as `tools.tickets.s3.S3Store` does."""

    def vectors(self) -> AsyncIterator[tuple[str, str, str, bytes]]:
        """(tenant, service, fingerprint, float32 vector) of everything searchable."""
        ...

    async def recent(self, tenant: str, service: str, vector: bytes, limit: int) -> tuple[int, list[Candidate]]:
        """(what the store has seen, the nearest of the newest vectors)."""
        ...

    async def remember_embedder(self, identity: str) -> None:
        """Raises Misconfigured when the stored vectors come from another embedder."""
        ...
