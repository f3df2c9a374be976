"""`/users`: the accounts of a tenant, for its administrators."""

import hashlib

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.acts import users
from api.deps import Admin, IdempotencyKey, ServicesDep
from api.http.idempotency import at_most_once
from api.http.identity_answers import NewPasswordAnswer, UserAnswer, UserList, user_shown
from api.http.identity_bodies import NewUserBody, UserChangesBody
from api.http.responses import json_response, secret_response

router = APIRouter(prefix="/users", tags=["users"])


@router.post("", response_model=NewPasswordAnswer, status_code=201)
async def make_user(
    body: NewUserBody, request: Request, principal: Admin, services: ServicesDep, _key: IdempotencyKey = None
) -> Response:
    """Create a user. Without `password`, one is generated and shown only in this answer."""

    async def work() -> tuple[str, bytes]:
        what = (body.username, body.role, body.password)
        caller = users.for_tenant(principal.caller, body.tenant)
        made = await users.add_user(services.toolbox.accounts, caller, *what, must_change=body.must_change_password)
        shown = {"username": body.username, "password": made if body.password is None else None}
        return body.username, orjson.dumps(shown)

    digest = hashlib.sha256(await request.body()).hexdigest()
    return secret_response(await at_most_once(request, services.toolbox.idempotency, principal, digest, work), 201)


@router.get("", response_model=UserList)
async def list_users(principal: Admin, services: ServicesDep) -> Response:
    """List the users of the tenant, by name."""
    found = await users.listed_users(services.toolbox.accounts, principal.caller)
    return json_response({"count": len(found), "users": [user_shown(each) for each in found], "next_cursor": None})


@router.patch("/{username}", response_model=UserAnswer)
async def change_user(username: str, body: UserChangesBody, principal: Admin, services: ServicesDep) -> Response:
    """Change a user's role, or disable or enable the user. Earlier tokens stop working within 5 seconds."""
    accounts = services.toolbox.accounts
    if body.role is not None:
        await users.change_role(accounts, principal.caller, username, body.role)
    if body.disabled is not None:
        await users.set_disabled(accounts, principal.caller, username, body.disabled)
    services.forget_user(username)
    return json_response(user_shown(await users.found_user(accounts, principal.caller, username)))
