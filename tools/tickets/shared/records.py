"""Small named records, the same on every backend: code written once over them serves all stores."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
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


class How(Enum):
    """What a write does."""

    CREATE = auto()
    PUT = auto()
    EXCHANGE = auto()
    DELETE = auto()


@dataclass(frozen=True, slots=True)
class Write:
    """One write of several: the method of `Records` with this name."""

    how: How
    key: str
    body: bytes = b""
    etag: str = ""
    """For an exchange: the version to write over."""


Line = Sequence[Write]
"""Writes in their order. If an exchange among them loses, those after it are left out."""


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

    async def write(self, lines: Sequence[Line]) -> Sequence[str | None]:
        """Do several lines of writes; a crash may cut off each of them after any write.

        Returns for each line the new version that its exchange made: None if the exchange lost, "" if it has none.
        """
        return await asyncio.gather(*(_one_by_one(self, line) for line in lines))


async def _one_by_one(records: Records, line: Line) -> str | None:
    version: str | None = ""
    for each in line:
        match each.how:
            case How.CREATE:
                await records.create(each.key, each.body)
            case How.PUT:
                await records.put(each.key, each.body)
            case How.DELETE:
                await records.delete(each.key)
            case How.EXCHANGE:
                version = await records.exchange(each.key, each.body, each.etag)
                if version is None:
                    return None
    return version


async def bodies(records: Records, folder: str, *, after: str = "") -> list[tuple[str, bytes]]:
    """Return (name below the folder, body) of a small folder, in the order of names."""
    found = []
    async for each in records.names(folder, after=after):
        record = await records.get(folder + each.name)
        if record is not None:
            found.append((each.name, record.body))
    return found
