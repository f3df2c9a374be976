"""Small named records, the same on every backend: code written once over them serves all stores."""

from collections.abc import AsyncIterator
from typing import Protocol


class Record(Protocol):
    """One version of a record."""

    @property
    def body(self) -> bytes:
        """What was written."""
        ...

    @property
    def etag(self) -> str:
        """Names this version."""
        ...


class Listed(Protocol):
    """One line of a listing."""

    @property
    def name(self) -> str:
        """The name below the listed folder."""
        ...


class Records(Protocol):
    """Linearisable per name; every write is durable when it returns. Raises StoreUnavailable."""

    async def get(self, key: str) -> Record | None:
        """The current version, or None."""
        ...

    async def create(self, key: str, body: bytes) -> bool:
        """Write only if there is nothing; False if there was."""
        ...

    async def swap(self, key: str, body: bytes, etag: str) -> bool:
        """Write only over this version; False if there is another or none."""
        ...

    async def put(self, key: str, body: bytes) -> None:
        """Write whatever is there."""
        ...

    async def delete(self, key: str) -> None:
        """Remove; removing nothing is fine."""
        ...

    def names(self, folder: str, *, after: str = "") -> AsyncIterator[Listed]:
        """The names in a folder, in order, after one of them."""
        ...


async def bodies(records: Records, folder: str, *, after: str = "") -> list[tuple[str, bytes]]:
    """(name below the folder, body) of a small folder, in the order of names."""
    found = []
    async for each in records.names(folder, after=after):
        record = await records.get(folder + each.name)
        if record is not None:
            found.append((each.name, record.body))
    return found
