"""Requests to S3 without boto3, which takes four times as much processor time for each of them.

A process begins with boto3: it knows profiles, regions, endpoints and redirects. Once S3 has answered some of its
requests, objects are read, written and deleted at the same address over aiohttp, signed by botocore. Listings, and
whatever S3 answers that the protocol does not expect, stay with boto3.
"""

import asyncio
import base64
import re
import ssl
import time
import zlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials, ReadOnlyCredentials
from botocore.httpsession import get_cert_path

from tools.resilience.guard import ServiceFault
from tools.tickets.s3.objects.address import Lessons
from tools.tickets.s3.objects.client import (
    CONNECT_TIMEOUT_SECONDS,
    LOST_RACE,
    MISSING,
    READ_TIMEOUT_SECONDS,
    USER_AGENT,
    Answer,
)

if TYPE_CHECKING:
    import aiohttp

CREDENTIALS_SECONDS = 60.0
"""How long credentials are used without asking botocore again, which renews them ten minutes before they expire."""

METHODS = {"get_object": "GET", "put_object": "PUT", "delete_object": "DELETE"}
CONDITIONS = {"IfMatch": "If-Match", "IfNoneMatch": "If-None-Match"}
CHECKSUM = "x-amz-checksum-crc32"
_CODE = re.compile(rb"<Code>(\w+)</Code>")


CaBundle = Callable[[], str | None]
"""Names a file of certificates that are trusted instead of botocore's own."""


class Direct:
    """Sends requests to where boto3 sent some, as long as S3 answers them as expected."""

    def __init__(self, client: Any, credentials: Callable[[], Credentials | None], ca_bundle: CaBundle) -> None:
        """`client` is boto3's; the other two may block."""
        self.lessons = Lessons(client)
        self._connections = client.meta.config.max_pool_connections
        self._checksums = client.meta.config.request_checksum_calculation == "when_supported"
        self._credentials = credentials
        self._ca_bundle = ca_bundle
        self._session: aiohttp.ClientSession | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._frozen: ReadOnlyCredentials | None = None
        self._frozen_at = 0.0

    async def ask(self, operation: str, key: str, body: bytes, conditions: Mapping[str, str]) -> Answer | None:
        """Make one request. None: ask boto3. Raises ServiceFault if a retry may help."""
        address = self.lessons.address
        session = None if address is None else self._session_here(address.base)
        credentials = None if session is None else await self._current()
        if address is None or session is None or credentials is None:
            return None
        request = AWSRequest(METHODS[operation], address.of(key), self._headers(operation, body, conditions), body)
        S3SigV4Auth(credentials, "s3", address.region).add_auth(request)
        return await self._sent(session, METHODS[operation], address.of(key), dict(request.headers.items()), body)

    async def close(self) -> None:
        """Release the connections."""
        self.lessons.forget()
        if self._session is not None:
            await self._session.close()

    def _headers(self, operation: str, body: bytes, conditions: Mapping[str, str]) -> dict[str, str]:
        headers = {"User-Agent": USER_AGENT} | {CONDITIONS[name]: value for name, value in conditions.items()}
        if operation == "put_object" and self._checksums:
            headers[CHECKSUM] = _crc32(body)
        elif operation == "get_object":
            headers["x-amz-checksum-mode"] = "ENABLED"
        return headers

    async def _sent(
        self, session: "aiohttp.ClientSession", method: str, url: str, headers: Mapping[str, str], body: bytes
    ) -> Answer | None:
        import aiohttp
        from yarl import URL

        target, data = URL(url, encoded=True), body if method == "PUT" else None
        try:
            async with session.request(method, target, data=data, headers=headers, allow_redirects=False) as reply:
                told = await reply.read()
        except (aiohttp.ClientError, OSError) as error:
            raise ServiceFault(f"S3 {type(error).__name__}") from error
        if reply.status not in (200, 204):
            return self._refusal(reply.status, told)
        if method == "GET" and reply.headers.get(CHECKSUM, own := _crc32(told)) != own:
            raise ServiceFault("S3 sent a body that does not match its checksum")
        return Answer(body=told, etag=reply.headers.get("ETag", ""))

    def _refusal(self, status: int, body: bytes) -> Answer | None:
        """What a refusal means; None if boto3 must find out, for example where the bucket has moved to."""
        found = _CODE.search(body)
        code = found[1].decode() if found else str(status)
        if code in LOST_RACE or code in MISSING:
            return Answer(lost_race=code in LOST_RACE, missing=code in MISSING)
        if status >= 500:
            raise ServiceFault(f"S3 {code}")
        self.lessons.forget()
        self._frozen = None
        return None

    async def _current(self) -> ReadOnlyCredentials | None:
        if self._frozen is None or time.monotonic() - self._frozen_at > CREDENTIALS_SECONDS:
            self._frozen = await asyncio.to_thread(self._freeze)
            self._frozen_at = time.monotonic()
        return self._frozen

    def _freeze(self) -> ReadOnlyCredentials | None:
        held = self._credentials()
        return None if held is None else held.get_frozen_credentials()

    def _session_here(self, base: str) -> "aiohttp.ClientSession | None":
        """The connections of the first event loop that asked; None in any other."""
        import aiohttp

        loop = asyncio.get_running_loop()
        if self._session is None:
            trust = self._trust() if base.startswith("https:") else True
            timeout = aiohttp.ClientTimeout(None, sock_connect=CONNECT_TIMEOUT_SECONDS, sock_read=READ_TIMEOUT_SECONDS)
            self._loop, self._session = (
                loop,
                aiohttp.ClientSession(
                    connector=aiohttp.TCPConnector(limit=self._connections, ssl=trust),
                    timeout=timeout,
                    cookie_jar=aiohttp.DummyCookieJar(),
                    auto_decompress=False,
                    skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type"),
                ),
            )
        return self._session if self._loop is loop else None

    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._ca_bundle() or get_cert_path(True))


def _crc32(body: bytes) -> str:
    return base64.b64encode(zlib.crc32(body).to_bytes(4, "big")).decode()
