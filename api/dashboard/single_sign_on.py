"""Single sign-on: the redirects to the provider and back."""

import logging
from dataclasses import asdict

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.acts.single_sign_on import account_of_claims
from api.auth.oidc_attempts import Attempt, NotProven
from api.dashboard.addresses import own_address
from api.dashboard.rendering import page
from api.dashboard.route import PageRoute
from api.deps import services_of
from api.http.cookies import cookie_of, is_loopback, is_secure, set_cookie
from api.http.sign_in import address_of, agent_of
from tools.errors import Forbidden, IncidentResponderError, NotFound

router = APIRouter(route_class=PageRoute, include_in_schema=False)
ATTEMPT = "sign_in_attempt"
ATTEMPT_SECONDS = 600
PATH = "/ui/sign-in/sso"
logger = logging.getLogger(__name__)


@router.get(PATH)
async def start_sign_in(request: Request, next: str = "") -> Response:
    """Redirect the browser to the provider."""
    services = services_of(request)
    if services.oidc is None:
        raise NotFound("no sign-in provider is configured")
    if not (is_secure(request) or is_loopback(request)):
        raise Forbidden("signing in needs TLS, or a browser on the server's own machine")
    attempt = Attempt.fresh()
    response = RedirectResponse(await services.oidc.address(attempt), 303)
    kept = orjson.dumps([*asdict(attempt).values(), own_address(next)]).hex()
    secure = is_secure(request)
    response.set_cookie(ATTEMPT, kept, ATTEMPT_SECONDS, path=PATH, secure=secure, httponly=True, samesite="lax")
    return response


@router.get(PATH + "/callback")
async def finish_sign_in(request: Request, state: str = "", code: str = "") -> Response:
    """Begin a session for the user that the provider confirmed."""
    services, kept = services_of(request), _attempt(request)
    if services.oidc is None or kept is None:
        return await _refused(request, "This sign-in took too long, or began in another browser. Try again.", 400)
    await services.login_limit.attempt_from(address_of(request))
    attempt, going_to = kept
    try:
        claims = await services.oidc.claims(attempt, state[:500], code[:4000])
        account = await account_of_claims(services.toolbox.accounts, services.settings, claims)
    except NotProven as error:
        logger.warning("a sign-in through the provider was refused: %s", error)
        return await _refused(request, "The sign-in provider did not confirm who you are. Try again.", 401)
    except IncidentResponderError as error:
        return await _refused(request, str(error), 403 if isinstance(error, Forbidden) else 503)
    before = cookie_of(request)
    if before is not None:
        await services.sessions.end(before)
    response = RedirectResponse(going_to, 303)
    response.delete_cookie(ATTEMPT, path=PATH)
    set_cookie(request, response, await services.sessions.begin(account, address_of(request), agent_of(request)))
    return response


def _attempt(request: Request) -> tuple[Attempt, str] | None:
    try:
        state, nonce, verifier, going_to = orjson.loads(bytes.fromhex(request.cookies.get(ATTEMPT, "")))
        return Attempt(str(state), str(nonce), str(verifier)), own_address(str(going_to))
    except ValueError:
        return None


async def _refused(request: Request, said: str, status: int) -> Response:
    response = await page(request, "sign_in.html", None, status=status, going_to=own_address(""), said=said, sso=True)
    response.delete_cookie(ATTEMPT, path=PATH)
    return response
