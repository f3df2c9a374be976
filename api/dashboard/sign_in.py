"""The pages for signing in and out."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.dashboard.addresses import HOME, own_address
from api.dashboard.rendering import page
from api.dashboard.route import SIGN_IN, PageRoute
from api.dashboard.visitors import SignedIn, form_of
from api.deps import services_of
from api.http.cookies import (
    check_origin,
    cookie_of,
    drop_cookie,
    is_loopback,
    is_secure,
    session_principal,
    set_cookie,
)
from api.http.problems import ProblemError
from api.http.sign_in import account_of, address_of, agent_of

router = APIRouter(route_class=PageRoute, include_in_schema=False)
_INSECURE = (
    "Signing in needs TLS, or a browser on the server's own machine: otherwise anybody on the network path could read "
    "your password. Serve this address over https. If a proxy already does, name it in TRUSTED_PROXIES."
)


@router.get("/ui/sign-in")
async def sign_in_form(request: Request, next: str = HOME) -> Response:
    """The form; users who are signed in are redirected."""
    if await session_principal(request, services_of(request)) is not None:
        return RedirectResponse(own_address(next), 303)
    return await _form(request, own_address(next))


@router.post("/ui/sign-in")
async def sign_in(request: Request) -> Response:
    """Check the password and begin a session."""
    crowded = await services_of(request).login_limit.attempt_from(address_of(request))
    form = await form_of(request, files=0)
    username, password, going_to = (str(form.get(name, "")) for name in ("username", "password", "next"))
    if not (is_secure(request) or is_loopback(request)):
        return await _form(request, own_address(going_to), _INSECURE, 403)
    if not username or not password:
        return await _form(request, own_address(going_to), "Enter your user name and password.", 422)
    services = services_of(request)
    try:
        account = await account_of(request, services, username[:256], password[:4096], crowded=crowded)
    except ProblemError as error:
        said = "The user name or the password is wrong." if error.status == 401 else error.detail
        return await _form(request, own_address(going_to), said, error.status)
    before = cookie_of(request)
    if before is not None:
        await services.sessions.end(before)
    response = RedirectResponse(own_address(going_to), 303)
    set_cookie(request, response, await services.sessions.begin(account, address_of(request), agent_of(request)))
    return response


@router.post("/ui/sign-out")
async def sign_out(request: Request, visitor: SignedIn) -> Response:
    """End the session, in the browser and on the server."""
    check_origin(request)
    secret = cookie_of(request)
    if secret is not None:
        await visitor.services.sessions.end(secret)
    response = RedirectResponse(SIGN_IN, 303)
    drop_cookie(request, response)
    return response


async def _form(request: Request, going_to: str, said: str = "", status: int = 200) -> Response:
    return await page(
        request,
        "sign_in.html",
        None,
        status=status,
        going_to=going_to,
        said=said,
        sso=services_of(request).oidc is not None,
    )
