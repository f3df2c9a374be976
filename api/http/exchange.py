"""The second outermost ASGI layer: gives each HTTP exchange an id and security headers, and writes the access log."""

import logging
import re
import time
from collections.abc import Callable, Sequence
from contextvars import ContextVar

import orjson
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tools.ids import new_ulid
from tools.text.redaction.redact import redact

log = logging.getLogger("api.access")
NONE = ""
exchange_id: ContextVar[str] = ContextVar("exchange_id", default=NONE)
"""The id of the exchange that is being answered; empty outside one."""

Header = tuple[bytes, bytes]
Headers = list[Header]
HEADER = b"x-request-id"
_TAKEN = re.compile(rb"[!-~]{1,128}")
FAILED = 400
BY_THE_ROUTER = 307
"""The status of its redirects; ours are 303."""
SAFE_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)
"""The defaults for every answer: it is data, it is not stored, and nothing frames or runs it."""

DOCS_POLICY = (
    b"default-src 'none'; connect-src 'self'; img-src 'self' data:; script-src 'self' 'unsafe-inline'; "
    b"style-src 'self' 'unsafe-inline'; frame-ancestors 'none'"
)
"""The policy of /docs, whose page needs a script of its own."""


ONLY_HTTPS = (b"strict-transport-security", b"max-age=31536000")
"""For a year, the browser uses TLS only. Browsers ignore the header on answers without TLS."""


class Exchange:
    """Accepts the caller's `X-Request-ID`, or makes one. Every answer carries it; errors and the log quote it."""

    def __init__(
        self, app: ASGIApp, *, only_https: bool = False, unexpected_error: Callable[[Exception], Response] | None = None
    ) -> None:
        """`unexpected_error` makes the answer to an unexpected error, so that it too gets these headers."""
        self._app = app
        self._unexpected_error = unexpected_error
        self._safe = (*SAFE_HEADERS, ONLY_HTTPS) if only_https else SAFE_HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one exchange."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        named, started, has_begun = _named(scope), time.perf_counter(), False
        refused: tuple[int, float] | None = None
        token = exchange_id.set(named.decode("ascii"))

        async def marked(message: Message) -> None:
            nonlocal has_begun, refused
            if message["type"] == "http.response.start":
                has_begun = True
                headers = list(message["headers"])
                if message["status"] == BY_THE_ROUTER:
                    headers = [_relative(*header) for header in headers]
                message["headers"] = _marked(headers, self._safe, named, scope["path"])
                if message["status"] >= FAILED:
                    refused = message["status"], time.perf_counter() - started
                elif log.isEnabledFor(logging.DEBUG):
                    log.debug("%s", _line(scope, message["status"], time.perf_counter() - started))
            elif refused is not None:
                log.info("%s%s", _line(scope, *refused), _reason(message.get("body", b"")))
                refused = None
            await send(message)

        try:
            await self._app(scope, receive, marked)
        except Exception as error:
            if has_begun or self._unexpected_error is None:
                raise
            await self._unexpected_error(error)(scope, receive, marked)
        finally:
            exchange_id.reset(token)


def _named(scope: Scope) -> bytes:
    for name, value in scope["headers"]:
        if name == HEADER:
            given: bytes = value
            if _TAKEN.fullmatch(given) and redact(said := given.decode("ascii")) == said:
                return given
    return new_ulid(time.time()).encode("ascii")


def _relative(name: bytes, value: bytes) -> Header:
    """The router's redirect to the address without its last slash, or with one, without the host that was asked for.

    That host is the client's own word. Two slashes at its beginning would name another.
    """
    if name != b"location" or not value.startswith((b"http://", b"https://")):
        return name, value
    return name, b"/" + value.partition(b"://")[2].partition(b"/")[2].lstrip(b"/\\")


def _marked(headers: Headers, always: Sequence[Header], named: bytes, path: str) -> Headers:
    said = {name.lower() for name, _ in headers}
    safe = [(name, value) for name, value in always if name not in said]
    if path.startswith("/docs"):
        safe = [(name, DOCS_POLICY if name == b"content-security-policy" else value) for name, value in safe]
    return [*headers, *safe, (HEADER, named)]


def _line(scope: Scope, status: int, seconds: float) -> str:
    """The path is redacted, since a mistyped one may contain a key, and the query is left out: it may be a token."""
    client = scope["client"][0] if scope.get("client") else "-"
    return f"{scope['method']} {_inert(scope['path'], 200)} {status} {seconds * 1000:.1f} ms, from {client}"


def _reason(body: bytes) -> str:
    """What a problem document says went wrong, behind a colon; nothing if this is no such document."""
    try:
        said = orjson.loads(body)["detail"]
    except (ValueError, KeyError, TypeError):
        return ""
    return f": {_inert(str(said), 400)}"


def _inert(text: str, most: int) -> str:
    """Text of a caller as it may stand in a log: redacted, short, on one line, without characters that act."""
    return redact(text[:1000])[:most].encode("ascii", "backslashreplace").decode("ascii").replace("\n", " ")
