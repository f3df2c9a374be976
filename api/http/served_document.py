"""`GET /openapi.json`: the description is made at the first request, in a thread, and sent as the same bytes after."""

import asyncio

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.http.responses import JSON


class ServedDocument:
    """The application's description. Making it takes a second, for which no other request must wait."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._making: asyncio.Task[bytes] | None = None

    async def answer(self, _: Request) -> Response:
        """Send it. All who ask meanwhile wait for the same one; a caller that is cancelled does not cancel it."""
        if self._making is None:
            self._making = asyncio.create_task(asyncio.to_thread(self._made), name="describe the API")
        return Response(await asyncio.shield(self._making), media_type=JSON)

    def _made(self) -> bytes:
        return bytes(JSONResponse(self._app.openapi()).body)


def serve_document(app: FastAPI) -> None:
    """Put it in the place of FastAPI's own route, if there is one; that makes the description on the event loop."""
    routes = app.router.routes
    for place, route in enumerate(routes):
        if isinstance(route, Route) and route.path == app.openapi_url:
            routes[place] = Route(route.path, ServedDocument(app).answer, include_in_schema=False)
