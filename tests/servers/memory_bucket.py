"""The strict objects of the S3 double behind the store's own interface: races without sockets, crashes on demand."""

import asyncio
from collections.abc import AsyncIterator

from tests.servers.s3_objects import ConditionFailed, NoSuchKey, Objects
from tools.tickets.s3.bucket import Blob, Name


class Crash(BaseException):
    """The process is gone: nothing after this point runs."""


class MemoryBucket:
    """`tools.tickets.s3.bucket.Objects` in memory. Every call yields to the event loop first, so tasks interleave."""

    def __init__(self, objects: Objects | None = None) -> None:
        self.objects = objects or Objects()
        self.calls = 0

    async def get(self, key: str) -> Blob | None:
        await self._before()
        found = self.objects.get(key)
        await self._after()
        return None if found is None else Blob(found.body, found.etag)

    async def create(self, key: str, body: bytes) -> bool:
        await self._before()
        try:
            self.objects.put(key, body, none_match=True)
        except ConditionFailed:
            found = self.objects.get(key)
            done = found is not None and found.body == body
        else:
            done = True
        await self._after()
        return done

    async def swap(self, key: str, body: bytes, etag: str) -> bool:
        await self._before()
        try:
            self.objects.put(key, body, match=etag)
            done = True
        except (ConditionFailed, NoSuchKey):
            done = False
        await self._after()
        return done

    async def put(self, key: str, body: bytes) -> None:
        await self._before()
        self.objects.put(key, body)
        await self._after()

    async def delete(self, key: str) -> None:
        await self._before()
        self.objects.delete(key)
        await self._after()

    async def names(self, folder: str, *, after: str = "") -> AsyncIterator[Name]:
        await self._before()
        found, _ = self.objects.names(folder, folder + after if after else "", 1_000_000)
        await self._after()
        for name, stored in found:
            yield Name(name[len(folder) :], stored.etag)

    async def close(self) -> None:
        """Nothing is held."""

    async def _before(self) -> None:
        self.calls += 1
        await asyncio.sleep(0)

    async def _after(self) -> None:
        """A place to crash at."""


class CrashingBucket(MemoryBucket):
    """Dies at the n-th call, before or after it took effect; every later call of the same process dies too."""

    def __init__(self, objects: Objects, at: int, *, after: bool) -> None:
        super().__init__(objects)
        self._at = at
        self._dies_after = after
        self.died = False

    async def _before(self) -> None:
        await super()._before()
        if self.died or (self.calls == self._at and not self._dies_after):
            self.died = True
            raise Crash

    async def _after(self) -> None:
        if self.died or (self.calls == self._at and self._dies_after):
            self.died = True
            raise Crash
