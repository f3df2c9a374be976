"""Small named records, the same on every backend: code written once over them serves all stores."""

from collections.abc import AsyncIterator
from typing import Protocol


class Record(Protocol):
    """One version of a record."""

    @property
    def body(self) -> bytes:
        """The content."""
        ...

    @property
    def etag(self) -> str:
        """The name of this version."""
        ...


class Listed(Protocol):
    """One line of a listing."""

    @property
    def name(self) -> str:
        """The name below the listed folder."""
        ...


class Records(Protocol):
    """Operations on records: linearisable per name; a write is durable when it returns. They raise StoreUnavailable."""

    async def get(self, key: str) -> Record | None:
        """Return the current version, or None."""
        ...

    async def create(self, key: str, body: bytes) -> bool:
        """Write only if no record exists; False if one did."""
        ...

    async def swap(self, key: str, body: bytes, etag: str) -> bool:
        """Write only over this version; False if there is another or none."""
        ...

    async def exchange(self, key: str, body: bytes, etag: str) -> str | None:
        """As `swap`: the new version's etag, or None."""
        ...

    async def put(self, key: str, body: bytes) -> None:
        """Write, whether or not a record exists."""
        ...

    async def delete(self, key: str) -> None:
        """Remove a record; it need not exist."""
        ...

    def names(self, folder: str, *, after: str = "") -> AsyncIterator[Listed]:
        """Yield the names in a folder, in order; only those after `after`."""
        ...


async def bodies(records: Records, folder: str, *, after: str = "") -> list[tuple[str, bytes]]:
    """Return (name below the folder, body) of a small folder, in the order of names."""
    found = []
    async for each in records.names(folder, after=after):
        record = await records.get(folder + each.name)
        if record is not None:
            found.append((each.name, record.body))
    return found
