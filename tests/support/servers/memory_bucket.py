"""The strict objects of the S3 double behind the store's own interface: races without sockets, crashes on demand."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

from tests.support.servers.s3_objects import ConditionFailed, NoSuchKey, Objects
from tools.tickets.s3.objects import bucket
from tools.tickets.s3.objects.bucket import Blob, Name


class Crash(BaseException):
    """The process is gone: nothing after this point runs."""


class MemoryBucket(bucket.Objects):
    """The S3 store's `Objects` in memory. Every call yields to the event loop first, so tasks interleave."""

    def __init__(self, objects: Objects | None = None) -> None:
        self.objects = objects or Objects()
        self.calls = 0

    async def get(self, key: str) -> Blob | None:
        call = await self._before()
        found = self.objects.get(key)
        await self._after(call)
        return None if found is None else Blob(found.body, found.etag)

    async def create(self, key: str, body: bytes) -> bool:
        call = await self._before()
        try:
            self.objects.put(key, body, none_match=True)
        except ConditionFailed:
            found = self.objects.get(key)
            done = found is not None and found.body == body
        else:
            done = True
        await self._after(call)
        return done

    async def swap(self, key: str, body: bytes, etag: str) -> bool:
        return await self.exchange(key, body, etag) is not None

    async def exchange(self, key: str, body: bytes, etag: str) -> str | None:
        call = await self._before()
        changed = None
        with suppress(ConditionFailed, NoSuchKey):
            changed = self.objects.put(key, body, match=etag)
        await self._after(call)
        return changed

    async def put(self, key: str, body: bytes) -> None:
        call = await self._before()
        self.objects.put(key, body)
        await self._after(call)

    async def delete(self, key: str) -> None:
        call = await self._before()
        self.objects.delete(key)
        await self._after(call)

    async def names(self, folder: str, *, after: str = "") -> AsyncIterator[Name]:
        call = await self._before()
        found, _ = self.objects.names(folder, folder + after if after else "", 1_000_000)
        await self._after(call)
        for name, stored in found:
            yield Name(name[len(folder) :], stored.etag, stored.modified)

    async def close(self) -> None:
        """Nothing is held."""

    async def _before(self) -> int:
        """The number of this call: others may be under way at the same time."""
        self.calls += 1
        call = self.calls
        await asyncio.sleep(0)
        return call

    async def _after(self, call: int) -> None:
        """A place to crash at."""


class CrashingBucket(MemoryBucket):
    """Dies at the n-th call, before or after it took effect; every later call of the same process dies too."""

    def __init__(self, objects: Objects, at: int, *, after: bool) -> None:
        super().__init__(objects)
        self._at = at
        self._dies_after = after
        self.died = False

    async def _before(self) -> int:
        call = await super()._before()
        if self.died or (call == self._at and not self._dies_after):
            self.died = True
            raise Crash
        return call

    async def _after(self, call: int) -> None:
        if self.died or (call == self._at and self._dies_after):
            self.died = True
            raise Crash


class ForgetfulBucket(MemoryBucket):
    """Loses the answer of one swap that it has done: the client sees a lost race, as after a time-out."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = ""
        self._meanwhile: Callable[[], Awaitable[object]] | None = None

    def forgets(self, folder: str, meanwhile: Callable[[], Awaitable[object]]) -> None:
        """The answer of the next swap in a folder; `meanwhile` happens before the client looks again."""
        self._folder, self._meanwhile = folder, meanwhile

    async def exchange(self, key: str, body: bytes, etag: str) -> str | None:
        changed, meanwhile = await super().exchange(key, body, etag), self._meanwhile
        if meanwhile is None or not key.startswith(self._folder):
            return changed
        self._meanwhile = None
        await meanwhile()
        return None
