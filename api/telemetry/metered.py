"""The ASGI layer that counts answers, by route, method and status class."""

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.telemetry.metrics import Metrics

UNROUTED = "none"
"""The route of requests that no route handled: an unknown path, or a request refused before routing."""

METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_OTHER = "other"


def route_of(scope: Scope) -> str:
    """The template of the route that handled a request, never its path, which may name tickets and people."""
    return getattr(scope.get("route") or scope.get("endpoint"), "path", UNROUTED)


def method_of(scope: Scope) -> str:
    """The method if it is a standard one, else "other": a client could invent any number of methods."""
    method: str = scope["method"]
    return method if method in METHODS else _OTHER


class MeteredApp:
    """A pure ASGI layer that counts answers."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()

        def count(status: int) -> None:
            self._metrics.answered(route_of(scope), method_of(scope), status, time.perf_counter() - started)

        async def observed(message: Message) -> None:
            if message["type"] == "http.response.start":
                count(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, observed)
        except Exception:
            # The answer to an unexpected exception is written outside this layer.
            count(500)
            raise
