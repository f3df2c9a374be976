"""Serves the files that pages load."""

import asyncio

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.dashboard.assets import assets
from api.dashboard.route import PageRoute
from tools.errors import NotFound

router = APIRouter(route_class=PageRoute, include_in_schema=False)
FOR_GOOD = "public, max-age=31536000, immutable"


@router.get("/ui/assets/{name}")
async def asset(name: str, request: Request) -> Response:
    """One file. Its name changes with its content, so browsers may cache it forever."""
    found = (await asyncio.to_thread(assets)).by_name.get(name)
    if found is None:
        raise NotFound("this file is not part of these pages: reload the page")
    headers = {"Cache-Control": FOR_GOOD, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(found.zipped, 200, headers | {"Content-Encoding": "gzip"}, found.media_type)
    return Response(found.body, 200, headers, found.media_type)
