"""The hot routes bypass the router, because FastAPI's routing costs as much as recording a report."""

from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.problems import ProblemError, problem_response
from tools.errors import IncidentResponderError

Endpoint = Callable[[Request], Awaitable[Response]]


def endpoints_of(*routers: APIRouter) -> dict[str, Endpoint]:
    """The endpoints of these routers by the path they are posted to."""
    return {route.path: route.endpoint for router in routers for route in router.routes if isinstance(route, APIRoute)}


class ShortCut:
    """An ASGI layer in front of the router, which keeps the same routes for the documentation and other addresses."""

    def __init__(self, app: ASGIApp, endpoints: Mapping[str, Endpoint]) -> None:
        """`endpoints` by the path they are posted to."""
        self._app = app
        self._endpoints = endpoints

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        posted = scope["type"] == "http" and scope["method"] == "POST"
        endpoint = self._endpoints.get(scope["path"]) if posted else None
        if endpoint is None:
            await self._app(scope, receive, send)
            return
        try:
            response = await endpoint(Request(scope, receive, send))
        except (ProblemError, IncidentResponderError) as error:
            response = problem_response(error)
        await response(scope, receive, send)
