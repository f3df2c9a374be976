"""Pages for whoever may never show one: they are loaded when somebody first asks for an address below `/ui/`.

A function answers monitors all day; the pages, with what reads Markdown and draws figures, are a seventh of its start.
"""

from functools import cache

from fastapi import APIRouter
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

PAGES = "/ui/"


class LaterPages(BaseRoute):
    """Every address below `/ui/`."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Any method: the pages say which they know."""
        below = scope["type"] == "http" and scope["path"].startswith(PAGES)
        return (Match.FULL if below else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As the pages answer."""
        await pages()(scope, receive, send)


@cache
def pages() -> APIRouter:
    """All pages, loaded once. A server calls it before it listens, so that nobody waits for it."""
    from api.dashboard.pages import PAGES as routers

    router = APIRouter()
    # Including a router would make each of its routes once more, for a document in which pages do not stand.
    router.routes.extend(route for each in routers for route in each.routes)
    return router
