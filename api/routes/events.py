"""`GET /events`: what happens to tickets, as server-sent events."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import StreamingResponse

from api.auth.accounts import Principal
from api.deps import ServicesDep, principal_of
from api.http.cookies import check_origin, session_principal
from api.http.problems import ProblemError
from api.live.feed import Look
from api.services import Services
from tools.errors import Forbidden
from tools.nouns.callers import Scope

router = APIRouter(tags=["incidents"])
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "X-Content-Type-Options": "nosniff"}


@router.get("/events", responses={200: {"content": {"text/event-stream": {}}, "description": "Server-sent events"}})
async def follow_events(
    request: Request,
    services: ServicesDep,
    incident_id: Annotated[str | None, Query(max_length=64, description="Only events of this incident.")] = None,
    after: Annotated[str | None, Query(max_length=2000, description="The same, for clients without headers.")] = None,
    last_event_id: Annotated[str | None, Header(max_length=2000, description="Continue after this event.")] = None,
) -> StreamingResponse:
    """Stream `ticket` events: an incident as it is after reports and acts, at most one per incident and second.

    `Last-Event-ID`, or else `after`, continues after an event, on any process of the server. `reset` says that too much
    was missed: read the list again. `alive` comes every 15 seconds.
    """
    principal = await _listener(request, services)
    news = services.live.listen(principal.tenant, last_event_id or after or None, incident_id)
    sent = _sent(await anext(news), news, lambda: _listener(request, services))
    return StreamingResponse(sent, 200, _HEADERS, "text/event-stream")


async def _listener(request: Request, services: Services) -> Principal:
    """Return a user by the cookie of a page, or any caller by token or key. Raises ProblemError 401 and Forbidden."""
    principal = await session_principal(request, services) if "authorization" not in request.headers else None
    if principal is None:
        return await principal_of(request, services, Scope.READ)
    check_origin(request)
    principal.caller.require(Scope.READ)
    return principal


async def _sent(
    first: Look, news: AsyncIterator[Look], still_welcome: Callable[[], Awaitable[Principal]]
) -> AsyncIterator[bytes]:
    yield b"retry: 2000\n\n" + b"".join(each.encoded() for each in first)
    async for look in news:
        try:
            await still_welcome()
        except (ProblemError, Forbidden):
            return
        yield b"".join(each.encoded() for each in look)
