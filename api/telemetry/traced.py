"""The ASGI layer that records sampled requests as spans.

FastAPI's own instrumentation would add a third to every request's time, sampled or not, and export query strings.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.telemetry.metered import UNROUTED, method_of, route_of
from tools.telemetry.spans import Kind, Span
from tools.telemetry.tracing import UNTRACED, Tracing

PROBES = frozenset(("/healthz", "/readyz", "/metrics"))
"""Polled by machines every few seconds; their traces are of no use."""

SERVER_ERROR = 500
TRACEPARENT = b"traceparent"


class TracedApp:
    """A pure ASGI layer. It reads the caller's `traceparent` and records route, method and status, never the URL."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["path"] in PROBES:
            await self._app(scope, receive, send)
            return
        method = method_of(scope)
        with _tracing(scope).root(method, Kind.SERVER, traceparents=[_traceparent(scope)]) as span:
            if span is None:
                await self._app(scope, receive, send)
            else:
                await self._recorded(span, method, scope, receive, send)

    async def _recorded(self, span: Span, method: str, scope: Scope, receive: Receive, send: Send) -> None:
        async def observed(message: Message) -> None:
            if message["type"] == "http.response.start":
                status = message["status"]
                span.set("http.response.status_code", status)
                if status >= SERVER_ERROR:
                    span.fail(str(status))
            await send(message)

        span.set("http.request.method", method)
        try:
            await self._app(scope, receive, observed)
        finally:
            if (route := route_of(scope)) != UNROUTED:
                span.rename(f"{method} {route}")
                span.set("http.route", route)


def _tracing(scope: Scope) -> Tracing:
    services = getattr(scope["app"].state, "services", None)
    return UNTRACED if services is None else services.toolbox.tracing


def _traceparent(scope: Scope) -> str | None:
    for name, value in scope["headers"]:
        if name == TRACEPARENT:
            found: bytes = value
            return found.decode("latin-1")
    return None
