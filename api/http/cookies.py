"""The session cookie of a browser, and the checks on requests that carry it."""

from starlette.requests import Request
from starlette.responses import Response

from api.auth.accounts import Principal
from api.http.problems import ProblemError
from api.services import Services
from tools.nouns.sessions import LONGEST_SECONDS

SECURE_COOKIE, LOOPBACK_COOKIE = "__Host-incident-responder", "incident-responder"
_LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1", "[::1]"))


def cookie_of(request: Request) -> str | None:
    """Return the value of the session cookie. One without `Secure` is accepted only on loopback."""
    name = SECURE_COOKIE if is_secure(request) else LOOPBACK_COOKIE
    if name == LOOPBACK_COOKIE and not is_loopback(request):
        return None
    return request.cookies.get(name)


def set_cookie(request: Request, response: Response, secret: str) -> None:
    """Let the browser store the session."""
    secure = is_secure(request)
    response.set_cookie(
        SECURE_COOKIE if secure else LOOPBACK_COOKIE,
        secret,
        max_age=int(LONGEST_SECONDS),
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def drop_cookie(request: Request, response: Response) -> None:
    """Let the browser forget the session."""
    secure = is_secure(request)
    name = SECURE_COOKIE if secure else LOOPBACK_COOKIE
    response.delete_cookie(name, secure=secure, httponly=True, samesite="lax")


def is_secure(request: Request) -> bool:
    """True if the browser uses TLS, with us or with a trusted proxy that says so."""
    return bool(request.url.scheme == "https")


def is_loopback(request: Request) -> bool:
    """True if the browser runs on this machine, so that nobody can listen in between."""
    return (request.url.hostname or "") in _LOOPBACK


async def session_principal(request: Request, services: Services) -> Principal | None:
    """Return the user behind the request's cookie, if any."""
    secret = cookie_of(request)
    known = await services.sessions.principal(secret) if secret else None
    return await services.admission.of_tenant(known) if known else None


def check_origin(request: Request) -> None:
    """Raise ProblemError 403 if the browser says that another site sends this."""
    origin = request.headers.get("origin")
    own = f"{request.url.scheme}://{request.headers.get('host', '')}"
    if (origin is not None and origin != own) or request.headers.get("sec-fetch-site", "same-origin") not in (
        "same-origin",
        "none",
    ):
        raise ProblemError(403, "this form was sent by another site: open the page here and send it again")
