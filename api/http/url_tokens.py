"""Tokens in URLs: removed from the query before anything can log, trace or show them."""

import re
from urllib.parse import unquote_plus

from starlette.types import ASGIApp, Receive, Scope, Send

URL_TOKEN = "incident_responder.url_token"
"""The key in the ASGI scope under which the query's `token` is stored."""

_TOKEN = re.compile(rb"(^|&)token=([^&]*)")
_HIDDEN = rb"\1token=hidden"


class UrlTokens:
    """A pure ASGI layer, the outermost one: servers write the query to their access log when the answer begins."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] == "http" and b"token=" in scope["query_string"]:
            found = _TOKEN.search(scope["query_string"])
            if found is not None:
                scope[URL_TOKEN] = unquote_plus(found[2].decode("latin-1"))
                scope["query_string"] = _TOKEN.sub(_HIDDEN, scope["query_string"])
        await self._app(scope, receive, send)
