"""What Pinecone needs of an embedded store: the file itself knows the newest vectors, exactly."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Self

from tools.nouns.reports import Candidate
from tools.tickets.embedded.connection import DATABASE, connect, storage_errors
from tools.vectors.embedded import EmbeddedIndex

ALL = "SELECT tenant, service, fingerprint, vector FROM aliases WHERE vector IS NOT NULL ORDER BY seq"


class EmbeddedSource:
    """The VectorSource of a data folder that an `EmbeddedStore` has opened."""

    def __init__(self, data_dir: Path, index: EmbeddedIndex) -> None:
        self._path = data_dir / DATABASE
        self._index = index

    @classmethod
    async def open(cls, data_dir: Path) -> Self:
        """Mirror the folder's vectors."""
        return cls(data_dir, await EmbeddedIndex.open(data_dir))

    async def vectors(self) -> AsyncIterator[tuple[str, str, str, bytes]]:
        """(tenant, service, fingerprint, float32 vector) of everything searchable."""
        for row in await asyncio.to_thread(self._read):
            yield row

    async def recent(self, tenant: str, service: str, vector: bytes, limit: int) -> tuple[int, list[Candidate]]:
        """The exact search: whatever Pinecone cannot show yet is in it."""
        upto, found = await self._index.search(tenant, service, vector, limit)
        return upto, list(found)

    async def remember_embedder(self, identity: str) -> None:
        """Nothing to do: the store's file names its embedder, and opening it compared the two."""

    async def close(self) -> None:
        """Release the mirror."""
        await self._index.close()

    def _read(self) -> list[tuple[str, str, str, bytes]]:
        with storage_errors():
            connection = connect(self._path, read_only=True)
            try:
                return [tuple(row) for row in connection.execute(ALL)]
            finally:
                connection.close()
