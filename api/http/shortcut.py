"""The hot routes bypass the router, because FastAPI's routing costs as much as recording a report."""

from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.problems import ProblemError, problem_response
from api.telemetry.doors import HOT, Door, current_door
from tools.errors import IncidentResponderError

Endpoint = Callable[[Request], Awaitable[Response]]


def hot_routes(*routers: APIRouter) -> dict[str, APIRoute]:
    """Return the routes of these routers by the path that is posted to."""
    return {route.path: route for router in routers for route in router.routes if isinstance(route, APIRoute)}


class ShortCut:
    """An ASGI layer before the router. The router keeps the same routes, for the documentation and other methods."""

    def __init__(self, app: ASGIApp, routes: Mapping[str, APIRoute]) -> None:
        """`routes` are by the path that is posted to."""
        self._app = app
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        posted = scope["type"] == "http" and scope["method"] == "POST"
        route = self._routes.get(scope["path"]) if posted else None
        if route is None:
            await self._app(scope, receive, send)
            return
        scope["route"] = route  # as the router does, for metrics by route
        current_door.set(HOT.get(route.path, Door.OTHER))
        endpoint: Endpoint = route.endpoint
        try:
            response = await endpoint(Request(scope, receive, send))
        except (ProblemError, IncidentResponderError) as error:
            response = problem_response(error)
        await response(scope, receive, send)
