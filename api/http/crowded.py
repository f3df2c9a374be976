"""The answer to a connection if there are too many: come back later. Probes are still answered."""

from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.problems import KIND_BY_STATUS, document_of, response_of

RETRY_SECONDS = 5
_PROBES = frozenset(("/healthz", "/readyz", "/metrics"))
"""A full server is alive; restarting it because it is full would make things worse."""


class TooManyConnections:
    """Replaces the application on a connection that exceeds the limit."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 503 and close, without reading the request."""
        if scope["path"] in _PROBES:
            await self._app(scope, receive, send)
            return
        told = document_of(503, KIND_BY_STATUS[503], "the server has no free connection: try again later", {})
        headers = {"Retry-After": str(RETRY_SECONDS), "Connection": "close", "Cache-Control": "no-store"}
        await response_of(told, headers)(scope, receive, send)
