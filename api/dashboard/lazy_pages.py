"""Loads the pages lazily, at the first request for an address below `/ui/`.

A function that only serves monitors needs no pages; importing them, with Markdown and charts, takes a seventh of its
start-up time.
"""

from functools import cache

from fastapi import APIRouter
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

PAGES = "/ui/"


class LazyPages(BaseRoute):
    """A route for every address below `/ui/`."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match any method: the pages refuse those they do not support."""
        below = scope["type"] == "http" and scope["path"].startswith(PAGES)
        return (Match.FULL if below else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the pages answer."""
        await pages()(scope, receive, send)


@cache
def pages() -> APIRouter:
    """All pages, loaded once. A server calls it before it listens, so that no request waits for it."""
    from api.dashboard.pages import PAGES as routers

    router = APIRouter()
    # Including a router would create its routes again, for the API document, which does not contain pages.
    router.routes.extend(route for each in routers for route in each.routes)
    return router
