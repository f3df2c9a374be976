"""Guards connections: closes one that is silent, or that sends its headers slowly or without end.

Above MAX_CONNECTIONS, new connections are told to try again later; above twice as many, they are closed unread.
"""

import asyncio
import re
from typing import cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.http.crowded import TooManyConnections

HEADER_SECONDS = 20.0
MAX_HEADER_BYTES = 64 * 1024
# An offer to speak HTTP/2, as Java's client and `curl --http2` make with their first request (RFC 9110 §7.8).
_OFFER = re.compile(rb"\r\nupgrade:[ \t]*h2c[ \t]*(?=\r\n)", re.IGNORECASE)


class HeaderGuard(HttpToolsProtocol):
    """uvicorn's protocol with these limits, which it lacks.

    A request that arrives in one piece costs two comparisons.
    """

    seconds = HEADER_SECONDS
    _in_headers = False
    _received = 0
    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start waiting for the connection to send something."""
        super().connection_made(cast(asyncio.Transport, transport))
        most: int | None = getattr(self.config, "most_connections", None)
        if most is not None and len(self.connections) > most:
            self.app = TooManyConnections(self.app)
            if len(self.connections) > 2 * most:
                self.transport.abort()
                return
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._done()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Feed the parser, then check whether it still waits for the end of the headers."""
        if b"h2c" in data and (self.cycle is None or not self.cycle.more_body):
            data = _without_offer(data)
        super().data_received(data)
        if self._in_headers:
            self._received += len(data)
            if self._received > MAX_HEADER_BYTES:
                self.transport.abort()
            elif self._waiting is None:
                self._wait()
        elif self._waiting is not None or self._received:
            self._done()

    def on_message_begin(self) -> None:
        """See uvicorn."""
        self._in_headers = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """See uvicorn."""
        self._in_headers = False
        super().on_headers_complete()

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(self.seconds, self.transport.abort)

    def _done(self) -> None:
        self._received = 0
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


def _without_offer(data: bytes) -> bytes:
    """Decline the offer by removing it, since the parser drops the body of a request that offers another protocol."""
    head, blank, rest = data.partition(b"\r\n\r\n")
    return _OFFER.sub(b"", head + b"\r\n")[:-2] + blank + rest
