"""Idempotency-Key: the same request again gets the same answer, and happens once."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.auth.accounts import Principal
from api.http.responses import JSON, json_response
from api.services import Services
from tools.errors import InvalidRequest
from tools.nouns.replies import SavedReply


async def once(
    request: Request, services: Services, principal: Principal, work: Callable[[], Awaitable[Any]], status: int = 200
) -> Response:
    """Run the work and answer with its JSON; with a key that was used before, answer as then.

    Failures are not kept: the same key may be tried again. Raises InvalidRequest for a key that came with another
    body, Conflict while the first request is still in flight.
    """
    key = checked_key(request.headers.get("idempotency-key"))
    if key is None:
        return json_response(await work(), status)
    store, route = services.toolbox.idempotency, f"{request.method} {request.url.path} {principal.username}"
    saved = await store.begin(principal.tenant, route, key, hashlib.sha256(await request.body()).hexdigest())
    if saved is not None:
        return Response(saved.body, saved.status, media_type=JSON)
    try:
        body = orjson.dumps(await work())
    except BaseException:
        await store.abandon(principal.tenant, route, key)
        raise
    await store.complete(principal.tenant, route, key, SavedReply(status, body))
    return Response(body, status, media_type=JSON)


def checked_key(key: str | None) -> str | None:
    """An Idempotency-Key: 1 to 255 visible ASCII characters. Raises InvalidRequest."""
    if key is not None and not (0 < len(key) <= 255 and key.isascii() and key.isprintable()):
        raise InvalidRequest("Idempotency-Key must be 1 to 255 visible ASCII characters")
    return key
