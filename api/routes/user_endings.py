"""`DELETE /users/{name}`, and the passwords and sessions of other users, for a tenant's administrators."""

from fastapi import APIRouter
from starlette.responses import Response

from api.acts import sessions, users
from api.deps import Admin, ServicesDep
from api.http.identity_answers import NewPasswordAnswer, SessionList, session_shown
from api.http.identity_bodies import PasswordBody
from api.http.responses import json_response, secret_response

router = APIRouter(prefix="/users", tags=["users"])


@router.delete("/{username}", status_code=204)
async def delete_user(username: str, principal: Admin, services: ServicesDep) -> Response:
    """Delete a user. The user's tokens stop working within 5 seconds.

    The last administrator cannot be deleted (409).
    """
    await users.delete_user(services.toolbox.accounts, principal.caller, username)
    services.forget_user(username)
    return Response(status_code=204)


@router.post("/{username}/password", response_model=NewPasswordAnswer)
async def reset_password(username: str, body: PasswordBody, principal: Admin, services: ServicesDep) -> Response:
    """Set a password that the user must change at once.

    Without `password`, one is generated and shown only in this answer.
    """
    accounts = services.toolbox.accounts
    made = await users.change_password(
        accounts, principal.caller, username, body.password, must_change=body.must_change_password
    )
    services.forget_user(username)
    return secret_response({"username": username, "password": made if body.password is None else None})


@router.get("/{username}/sessions", response_model=SessionList)
async def list_sessions(username: str, principal: Admin, services: ServicesDep) -> Response:
    """List a user's sessions."""
    found = await sessions.listed_sessions(services.toolbox.accounts, principal.caller, username)
    return json_response({"count": len(found), "sessions": [session_shown(each) for each in found]})


@router.delete("/{username}/sessions", status_code=204)
async def end_sessions(username: str, principal: Admin, services: ServicesDep) -> Response:
    """Sign a user out everywhere, within 5 seconds on every process."""
    await sessions.end_all_sessions(services.toolbox.accounts, principal.caller, username)
    services.forget_user(username)
    return Response(status_code=204)
