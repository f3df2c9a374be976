"""Objects with conditional writes: the operations that the protocol is made of, in a real bucket."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Any, Protocol

from tools.amazon import ca_bundle_of, session_of
from tools.errors import Misconfigured, StoreUnavailable, Unavailable
from tools.resilience import Guard
from tools.settings import Settings
from tools.telemetry.spans import Kind, span
from tools.tickets.s3.objects.client import Answer, ask, make_client
from tools.tickets.s3.objects.direct import Direct
from tools.tickets.shared.records import Records

THREADS = 64
PAGE = 1000
RACES = 8
NO_CONDITIONS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Blob:
    """One version of an object."""

    body: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class Name:
    """One entry of a listing: the name below the listed folder, its ETag, and when it was written (epoch seconds)."""

    name: str
    etag: str
    modified: float


class Objects(Records, Protocol):
    """What the store needs of S3: linearisable keys and strongly consistent listings.

    Every method raises StoreUnavailable if S3 does not answer. If an answer was lost, the object is read to find out
    what happened.
    """

    async def get(self, key: str) -> Blob | None:
        """The current version, or None."""
        ...

    async def create(self, key: str, body: bytes) -> bool:
        """Write only if there is no object. True also if this very body was written by a call whose answer was lost."""
        ...

    async def swap(self, key: str, body: bytes, etag: str) -> bool:
        """Write only over this version. True if it was written."""
        ...

    async def exchange(self, key: str, body: bytes, etag: str) -> str | None:
        """Like `swap`, but return the new version's ETag, or None."""
        ...

    async def put(self, key: str, body: bytes) -> None:
        """Write unconditionally."""
        ...

    async def delete(self, key: str) -> None:
        """Delete an object; deleting a missing one succeeds."""
        ...

    def names(self, folder: str, *, after: str = "") -> AsyncIterator[Name]:
        """The names in a folder, in order, starting after `after`."""
        ...

    async def close(self) -> None:
        """Release the connections."""
        ...


class Bucket(Objects):
    """`Objects` in a real bucket. Retries happen only here; the SDK's own are switched off."""

    def __init__(self, client: Any, direct: Direct, bucket: str, prefix: str, guard: Guard) -> None:
        self._client = client
        self._direct = direct
        self._bucket = bucket
        self._prefix = prefix.strip("/") + "/" if prefix.strip("/") else ""
        self._guard = guard
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="s3")

    @classmethod
    def open(cls, settings: Settings, guard: Guard) -> "Bucket":
        """A bucket from S3_BUCKET, S3_PREFIX, AWS_PROFILE and AWS_ENDPOINT_URL; connects on first use.

        Raises Misconfigured when no bucket is named.
        """
        if not settings.s3_bucket:
            raise Misconfigured("TICKET_STORE=s3 needs S3_BUCKET")
        session = session_of(settings.aws_profile)
        client = make_client(settings, THREADS, session)
        direct = Direct(client, session.get_credentials, partial(ca_bundle_of, settings.aws_profile))
        return cls(client, direct, settings.s3_bucket, settings.s3_prefix, guard)

    async def get(self, key: str) -> Blob | None:
        """See `Objects`."""
        answer = await self._ask("get_object", key)
        return None if answer.missing else Blob(answer.body, answer.etag)

    async def create(self, key: str, body: bytes) -> bool:
        """See `Objects`."""
        return await self._write(key, body, IfNoneMatch="*") is not None

    async def swap(self, key: str, body: bytes, etag: str) -> bool:
        """See `Objects`."""
        return await self.exchange(key, body, etag) is not None

    async def exchange(self, key: str, body: bytes, etag: str) -> str | None:
        """See `Objects`."""
        return await self._write(key, body, IfMatch=etag)

    async def put(self, key: str, body: bytes) -> None:
        """See `Objects`."""
        await self._ask("put_object", key, body)

    async def put_locked(self, key: str, body: bytes, until: datetime) -> None:
        """Write an object that nobody can change or delete until a time. The bucket must have object lock."""
        lock = {"ObjectLockMode": "COMPLIANCE", "ObjectLockRetainUntilDate": until, "ChecksumAlgorithm": "SHA256"}
        asked = {"Key": self._prefix + key, "Body": body, **lock}
        await self._guarded("put_object", partial(self._by_boto3, "put_object", asked))

    async def delete(self, key: str) -> None:
        """See `Objects`."""
        await self._ask("delete_object", key)

    async def names(self, folder: str, *, after: str = "") -> AsyncIterator[Name]:
        """See `Objects`."""
        prefix = self._prefix + folder
        while True:
            start = {"StartAfter": prefix + after} if after else {}
            asked = {"Prefix": prefix, "MaxKeys": PAGE, **start}
            answer = await self._guarded("list_objects_v2", partial(self._by_boto3, "list_objects_v2", asked))
            for item in answer.contents:
                after = item["Key"][len(prefix) :]
                yield Name(after, item["ETag"], item["LastModified"].timestamp())
            if not answer.more:
                return

    async def close(self) -> None:
        """Wait for running requests, then release threads and connections."""
        await asyncio.to_thread(self._threads.shutdown)
        self._client.close()
        await self._direct.close()

    async def _write(self, key: str, body: bytes, **condition: str) -> str | None:
        """Write conditionally. Returns the ETag of the new version, or None.

        After a refusal, the object itself shows whether a call whose answer was lost had written it. Both 409 and 412
        mean that the race was lost; if the object still allows the write, it is tried again.
        """
        for _ in range(RACES):
            answer = await self._ask("put_object", key, body, condition)
            if not answer.lost_race and not answer.missing:
                return answer.etag
            found = await self.get(key)
            if found is not None and found.body == body:
                return found.etag
            still_allowed = (
                found is None
                if "IfNoneMatch" in condition
                else (found is not None and found.etag == condition["IfMatch"])
            )
            if not still_allowed:
                return None
        raise StoreUnavailable("S3 refuses a conditional write although nothing conflicts with it: try again")

    async def _ask(
        self, operation: str, key: str, body: bytes | None = None, conditions: Mapping[str, str] = NO_CONDITIONS
    ) -> Answer:
        """One request for an object, directly if boto3 has shown how."""
        name = self._prefix + key
        arguments = {"Key": name, **conditions} if body is None else {"Key": name, "Body": body, **conditions}

        async def attempt() -> Answer:
            answer = await self._direct.ask(operation, name, body or b"", conditions)
            return answer or await self._by_boto3(operation, arguments)

        return await self._guarded(operation, attempt)

    async def _by_boto3(self, operation: str, arguments: Mapping[str, Any]) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._call, operation, arguments)

    def _call(self, operation: str, arguments: Mapping[str, Any]) -> Answer:
        answer = ask(getattr(self._client, operation), {"Bucket": self._bucket, **arguments})
        if "Key" in arguments:
            self._direct.lessons.answered(arguments["Key"])
        return answer

    async def _guarded(self, operation: str, attempt: Callable[[], Awaitable[Answer]]) -> Answer:
        try:
            with span(f"S3 {operation}", Kind.CLIENT, {"rpc.system.name": "aws-api"}):
                return await self._guard.call(attempt)
        except Unavailable as error:
            raise StoreUnavailable(str(error)) from error
