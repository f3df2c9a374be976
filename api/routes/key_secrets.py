"""`PUT` and `DELETE /keys/{id}/signing-secret`: what a sender signs with, for a key that is in use already."""

from fastapi import APIRouter
from starlette.responses import Response

from api.acts.key_secrets import remove_secret, set_secret
from api.deps import Admin, ServicesDep
from api.http.key_body import SecretBody
from api.http.responses import json_response
from api.http.sender_answers import KeyAnswer
from api.http.wire import api_key

router = APIRouter(prefix="/keys", tags=["keys"])


@router.put("/{key_id}/signing-secret", response_model=KeyAnswer)
async def put_secret(key_id: str, body: SecretBody, principal: Admin, services: ServicesDep) -> Response:
    """Give a key another signing secret; signatures with the one before stay valid for a day, or as long as you say.

    The key itself stays as it is. The same secret again only ends the one before earlier.
    """
    toolbox = services.toolbox
    now, wanted = toolbox.clock(), (body.signing_secret, body.old_valid_seconds)
    key = await set_secret(toolbox.keys, toolbox.accounts, principal.caller, key_id, *wanted, now)
    services.ring.forget(key_id)
    return json_response(api_key(key, now))


@router.delete("/{key_id}/signing-secret", response_model=KeyAnswer)
async def delete_secret(key_id: str, principal: Admin, services: ServicesDep) -> Response:
    """Remove the signing secrets of a key: bodies need no signature any more, and the key alone admits reports."""
    toolbox = services.toolbox
    key = await remove_secret(toolbox.keys, toolbox.accounts, principal.caller, key_id)
    services.ring.forget(key_id)
    return json_response(api_key(key, toolbox.clock()))
