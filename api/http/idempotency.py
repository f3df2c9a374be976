"""Idempotency-Key: a repeated request gets the first answer and has no second effect."""

import hashlib
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.auth.accounts import Principal
from api.http.responses import JSON, json_response
from tools.errors import Conflict, InvalidRequest
from tools.nouns.replies import SavedReply
from tools.ports import IdempotencyStore


async def once(
    request: Request, store: IdempotencyStore, principal: Principal, work: Callable[[], Awaitable[Any]]
) -> Response:
    """Run the work and answer 200 with its JSON; with a key that was used before, return the earlier answer.

    Failures are not stored: the same key may be tried again. Raises InvalidRequest for a key that came with another
    body, Conflict while the first request is still in flight.
    """
    key = checked_key(request.headers.get("idempotency-key"))
    if key is None:
        return json_response(await work())
    key = hashlib.sha256(key.encode()).hexdigest()  # a key may contain anything: only its digest is stored
    route = f"{request.method} {request.url.path} {principal.identity}"
    saved = await store.begin(principal.tenant, route, key, hashlib.sha256(await request.body()).hexdigest())
    if saved is not None:
        return Response(saved.body, saved.status, media_type=JSON)
    try:
        body = orjson.dumps(await work())
    except BaseException:
        await store.abandon(principal.tenant, route, key)
        raise
    await store.complete(principal.tenant, route, key, SavedReply(HTTPStatus.OK, body))
    return Response(body, media_type=JSON)


async def at_most_once(
    request: Request,
    store: IdempotencyStore,
    principal: Principal,
    digest: str,
    work: Callable[[], Awaitable[tuple[str, bytes]]],
) -> bytes:
    """Run work whose answer contains a secret and is never stored; return the answer.

    Only the new object's id is stored.

    `digest` is that of the body; `work` returns the id and the answer. Raises Conflict for a key that was used before,
    naming the id, and what `once` raises.
    """
    key = checked_key(request.headers.get("idempotency-key"))
    if key is None:
        return (await work())[1]
    route = f"{request.method} {request.url.path} {principal.identity}"
    saved = await store.begin(principal.tenant, route, key, digest)
    if saved is not None:
        made = orjson.loads(saved.body)["id"]
        raise Conflict(f"this Idempotency-Key made {made}; its answer contained a secret and was not stored", id=made)
    try:
        made, body = await work()
    except BaseException:
        await store.abandon(principal.tenant, route, key)
        raise
    await store.complete(principal.tenant, route, key, SavedReply(HTTPStatus.CREATED, orjson.dumps({"id": made})))
    return body


def checked_key(key: str | None) -> str | None:
    """Check an Idempotency-Key: 1 to 255 printable ASCII characters. Raises InvalidRequest."""
    if key is not None and not (0 < len(key) <= 255 and key.isascii() and key.isprintable()):
        raise InvalidRequest("Idempotency-Key must be 1 to 255 printable ASCII characters")
    return key
