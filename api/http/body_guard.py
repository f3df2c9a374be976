"""The body guard: a pure ASGI layer that reads each body once, bounded in bytes and time, before anything else runs.

An unauthenticated client costs next to nothing: a log-in body is short, and a long body is read only once its sender
was admitted.
"""

import asyncio
import zlib
from collections.abc import Awaitable, Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.intake_paths import SLACK, is_intake
from api.http.problems import ProblemError, problem_response
from api.http.strict_json import check_json

MAX_BODY_BYTES = 1024 * 1024
MAX_BATCH_BYTES = 16 * MAX_BODY_BYTES
MAX_LOGIN_BYTES = 16 * 1024
LOGIN_PATH = "/login"
BATCH_PATH = "/incidents/batch"
ZIPPED = "body_is_zipped"
"""A key in the scope.

The body is still compressed; once its sender is admitted, unzip it to at most this many bytes.
"""

Admit = Callable[[Scope], Awaitable[None]]
"""Raises ProblemError for a request that nobody may send. It is called before the second part of a body is read."""

BODY_SECONDS = 25.0
# A body that is only a little too large is read and dropped, so that simple clients receive the answer.
_SLACK_BYTES = 64 * 1024
_NO_JSON = (b"text/", b"multipart/")
_WITH_BODY = frozenset(("POST", "PUT", "PATCH", "DELETE"))


class BodyGuard:
    """Answers 408, 413 and 415 itself; the application behind it receives each body whole, in one message."""

    def __init__(self, app: ASGIApp, seconds: float = BODY_SECONDS, admit: Admit | None = None) -> None:
        """With `admit` None, long bodies are read for everybody."""
        self._app = app
        self._seconds = seconds
        self._admit = admit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["method"] not in _WITH_BODY:
            await self._app(scope, receive, send)
            return
        limit = _limit_of(scope["path"])
        try:
            if _check_headers(scope, limit, may_be_zipped=is_intake(scope["path"])):
                scope[ZIPPED] = limit
            body = await self._read(scope, receive, limit)
            if body and _is_ours(scope):
                check_json(body)
        except ProblemError as error:
            response = problem_response(error)
            response.headers["Connection"] = "close"
            await response(scope, receive, send)
            return
        if body is not None:
            await self._app(scope, _replay(body, receive), send)

    async def _read(self, scope: Scope, receive: Receive, limit: int) -> bytes | None:
        """Return the whole body; None if the client went away."""
        message = await receive()
        body = message.get("body", b"")
        if not message.get("more_body", False):
            return _checked(body, limit) if message["type"] == "http.request" else None
        if self._admit is not None:
            await self._admit(scope)
        try:
            async with asyncio.timeout(self._seconds):
                return await _rest(body, receive, limit)
        except TimeoutError as error:
            raise ProblemError(
                408, f"the body took longer than {self._seconds:g} seconds: send it again, in smaller parts"
            ) from error


def _limit_of(path: str) -> int:
    if path == LOGIN_PATH:
        return MAX_LOGIN_BYTES
    long = path == BATCH_PATH or (is_intake(path) and path != SLACK)
    return MAX_BATCH_BYTES if long else MAX_BODY_BYTES


def _is_ours(scope: Scope) -> bool:
    """False for senders' bodies, for text, and for batches, which are checked in turns with other work."""
    path = scope["path"]
    if path == BATCH_PATH or is_intake(path):
        return False
    return not any(name == b"content-type" and value.lower().startswith(_NO_JSON) for name, value in scope["headers"])


async def _rest(first: bytes, receive: Receive, limit: int) -> bytes | None:
    parts, size, more = [first], len(first), True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return None
        chunk, more = message.get("body", b""), message.get("more_body", False)
        size += len(chunk)
        if size > limit + _SLACK_BYTES:
            raise _too_large(limit)
        parts.append(chunk)
    return _checked(b"".join(parts), limit)


def _checked(body: bytes, limit: int) -> bytes:
    if len(body) > limit:
        raise _too_large(limit)
    return body


def unzipped(body: bytes, limit: int) -> bytes:
    """Return the decompressed body.

    Raises ProblemError 413 above the limit, 400 if it is not compressed or is cut off.
    """
    reader = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)  # gzip, or deflate with its own header
    try:
        plain = reader.decompress(body, limit + 1)
    except zlib.error as error:
        raise ProblemError(400, "the body is not gzip or deflate, though Content-Encoding says so") from error
    if len(plain) > limit:
        raise _too_large(limit)
    if not reader.eof:
        raise ProblemError(400, "the compressed body is cut off: send it again")
    return plain


def _check_headers(scope: Scope, limit: int, *, may_be_zipped: bool) -> bool:
    """True if the body must be unzipped."""
    zipped, slack = False, 0 if scope["path"] == LOGIN_PATH else _SLACK_BYTES
    for name, value in scope["headers"]:
        if name == b"content-length" and (not value.isdigit() or int(value) > limit + slack):
            raise _too_large(limit)
        if name == b"content-encoding" and (coding := value.strip().lower()) not in (b"", b"identity"):
            if not may_be_zipped or coding not in (b"gzip", b"x-gzip", b"deflate"):
                raise ProblemError(415, "compressed bodies are not accepted here: send the body as it is")
            zipped = True
    return zipped


def _too_large(limit: int) -> ProblemError:
    return ProblemError(413, f"the body is larger than {limit} bytes: send it in smaller parts", limit_bytes=limit)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return the body as one message, then whatever comes after it (a disconnect)."""
    whole: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return whole.pop() if whole else await receive()

    return replay
