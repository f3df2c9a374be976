"""The second outermost ASGI layer: gives each HTTP exchange an id and security headers, and logs failures."""

import logging
import re
import time
from collections.abc import Callable, Sequence
from contextvars import ContextVar

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
        token = exchange_id.set(named.decode("ascii"))

        async def marked(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                message["headers"] = _marked(list(message["headers"]), self._safe, named, scope["path"])
                if message["status"] >= FAILED:
                    _tell(scope, message["status"], time.perf_counter() - started)
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
            return given if _TAKEN.fullmatch(given) else new_ulid(time.time()).encode("ascii")
    return new_ulid(time.time()).encode("ascii")


def _marked(headers: Headers, always: Sequence[Header], named: bytes, path: str) -> Headers:
    said = {name.lower() for name, _ in headers}
    safe = [(name, value) for name, value in always if name not in said]
    if path.startswith("/docs"):
        safe = [(name, DOCS_POLICY if name == b"content-security-policy" else value) for name, value in safe]
    return [*headers, *safe, (HEADER, named)]


def _tell(scope: Scope, status: int, seconds: float) -> None:
    """Log the path, redacted because a mistyped one may contain a key, without the query, which may contain a token.

    The reason is in the answer, under the same id.
    """
    client = scope["client"][0] if scope.get("client") else "-"
    path = redact(scope["path"][:1000])[:200].encode("ascii", "backslashreplace").decode("ascii")
    log.info("%s %s %s %.1f ms, from %s", scope["method"], path, status, seconds * 1000, client)
