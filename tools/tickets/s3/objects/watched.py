"""A bucket that records which lineages this process writes to."""

from collections.abc import AsyncIterator

from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.bucket import Blob, Name, Objects

_TELLING = (keys.HEADS, keys.OCCURRENCES)


class Watched(Objects):
    """`Objects` that records the lineages whose heads and occurrences were written, until somebody takes the list."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._written: dict[str, set[str]] = {}

    def taken(self) -> dict[str, set[str]]:
        """The recorded lineages by their tenant's space; the list is empty afterwards."""
        written, self._written = self._written, {}
        return written

    async def get(self, key: str) -> Blob | None:
        """See `Objects`."""
        return await self._objects.get(key)

    async def create(self, key: str, body: bytes) -> bool:
        """See `Objects`."""
        return self._noted(key, await self._objects.create(key, body))

    async def swap(self, key: str, body: bytes, etag: str) -> bool:
        """See `Objects`."""
        return self._noted(key, await self._objects.swap(key, body, etag))

    async def exchange(self, key: str, body: bytes, etag: str) -> str | None:
        """See `Objects`."""
        changed = await self._objects.exchange(key, body, etag)
        self._noted(key, changed is not None)
        return changed

    async def put(self, key: str, body: bytes) -> None:
        """See `Objects`."""
        await self._objects.put(key, body)

    async def delete(self, key: str) -> None:
        """See `Objects`."""
        await self._objects.delete(key)

    def names(self, folder: str, *, after: str = "") -> AsyncIterator[Name]:
        """See `Objects`."""
        return self._objects.names(folder, after=after)

    async def close(self) -> None:
        """See `Objects`."""
        await self._objects.close()

    def _noted(self, key: str, done: bool) -> bool:
        """Record a name like `head/{two digits}/{space}/{lineage}`; names of occurrences have a flush after it."""
        if done and key.startswith(_TELLING):
            _, _, space, lineage = key.split("/")[:4]
            self._written.setdefault(space, set()).add(lineage)
        return done
