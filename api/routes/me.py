"""`/me` and `POST /logout`: what users do with their own account."""

from fastapi import APIRouter
from starlette.responses import Response

from api.acts import sessions, users
from api.deps import ServicesDep, SignedIn
from api.http.identity_answers import MeAnswer, SessionList, me_shown, session_shown
from api.http.identity_bodies import OwnPasswordBody
from api.http.responses import json_response

router = APIRouter(tags=["me"])


@router.get("/me", response_model=MeAnswer)
async def who_am_i(principal: SignedIn) -> Response:
    """Return who is calling, for which tenant, and what they may do."""
    return json_response(me_shown(principal))


@router.post("/me/password", status_code=204)
async def change_password(body: OwnPasswordBody, principal: SignedIn, services: ServicesDep) -> Response:
    """Change your password. All your sessions end, this one too: log in again."""
    await services.login_limit.attempt_at(principal.identity, "signed in")
    what = (body.current_password, body.new_password)
    await users.change_own_password(services.toolbox.accounts, principal.caller, *what)
    services.forget_user(principal.identity)
    return Response(status_code=204)


@router.get("/me/sessions", response_model=SessionList)
async def my_sessions(principal: SignedIn, services: ServicesDep) -> Response:
    """List your sessions; `current` marks this one."""
    found = await sessions.listed_sessions(services.toolbox.accounts, principal.caller, principal.identity)
    shown = [session_shown(each, principal.session_id) for each in found]
    return json_response({"count": len(found), "sessions": shown})


@router.delete("/me/sessions/{session_id}", status_code=204)
async def end_my_session(session_id: str, principal: SignedIn, services: ServicesDep) -> Response:
    """End one of your sessions, within 5 seconds on every process."""
    accounts = services.toolbox.accounts
    await sessions.end_listed_session(accounts, principal.caller, principal.identity, session_id)
    services.forget_user(principal.identity)
    return Response(status_code=204)


@router.post("/logout", status_code=204)
async def log_out(principal: SignedIn, services: ServicesDep) -> Response:
    """End this session: its token is refused within 5 seconds on every process."""
    who = (principal.identity, principal.session_id, principal.session_ends)
    await sessions.end_session(services.toolbox.accounts, principal.caller, *who)
    services.forget_user(principal.identity)
    return Response(status_code=204)
