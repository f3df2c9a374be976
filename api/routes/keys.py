"""`POST /keys`, `GET /keys`, `DELETE /keys/{id}`: the keys of machines."""

import hashlib

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.acts.keys import add_key, listed_keys, revoke_key
from api.deps import Admin, IdempotencyKey, ServicesDep
from api.http.idempotency import at_most_once
from api.http.key_body import KeyBody
from api.http.responses import json_response
from api.http.sender_answers import KeyList, NewKeyAnswer
from api.http.wire import api_key

router = APIRouter(prefix="/keys", tags=["keys"])


@router.post("", response_model=NewKeyAnswer, status_code=201)
async def make_key(
    body: KeyBody, request: Request, principal: Admin, services: ServicesDep, _key: IdempotencyKey = None
) -> Response:
    """Make a key for a machine. Only this answer shows it and is not kept, so a repeated Idempotency-Key is 409."""
    toolbox = services.toolbox

    async def work() -> tuple[str, bytes]:
        key, secret = await add_key(toolbox.keys, toolbox.accounts, principal.caller, body.wanted, toolbox.clock())
        return key.key_id, orjson.dumps({**api_key(key, toolbox.clock()), "key": secret})

    digest = hashlib.sha256(await request.body()).hexdigest()
    made = await at_most_once(request, toolbox.idempotency, principal, digest, work)
    return Response(made, 201, {"Cache-Control": "no-store"}, "application/json")


@router.get("", response_model=KeyList)
async def list_keys(principal: Admin, services: ServicesDep) -> Response:
    """All keys of the tenant, oldest first, revoked and expired ones too; never a key itself or a signing secret."""
    now = services.toolbox.clock()
    shown = [api_key(key, now) for key in await listed_keys(services.toolbox.keys, principal.caller)]
    return json_response({"count": len(shown), "keys": shown, "next_cursor": None})


@router.delete("/{key_id}", status_code=204)
async def end_key(key_id: str, principal: Admin, services: ServicesDep) -> Response:
    """Revoke a key: every process refuses it within 5 seconds."""
    await revoke_key(services.toolbox.keys, services.toolbox.accounts, principal.caller, key_id)
    services.ring.forget(key_id)
    return Response(status_code=204)
