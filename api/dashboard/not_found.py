"""The 404 page for addresses below `/ui/`."""

from fastapi import APIRouter
from starlette.responses import Response

from api.dashboard.route import PageRoute
from tools.errors import NotFound

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/ui/{rest:path}")
async def page_not_found(rest: str) -> Response:
    """Raises NotFound, which is shown as a page."""
    raise NotFound(f"there is no page {rest[:80]!r} here")
