"""The answer to a connection when there are too many: come back later. Probes are still answered."""

from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.problems import KIND_BY_STATUS, document_of, response_of

RETRY_SECONDS = 5
_PROBES = frozenset(("/healthz", "/readyz", "/metrics"))
"""A full server is alive, and whoever ends it for being full makes it worse."""


class Crowded:
    """Stands before the application on a connection that is one too many."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 503 and close; nothing of the request is read."""
        if scope["path"] in _PROBES:
            await self._app(scope, receive, send)
            return
        told = document_of(503, KIND_BY_STATUS[503], "the server has as many connections as it may: come later", {})
        headers = {"Retry-After": str(RETRY_SECONDS), "Connection": "close", "Cache-Control": "no-store"}
        await response_of(told, headers)(scope, receive, send)
