"""The route class of the pages: errors become pages that say what to do, and every answer has the security headers."""

import logging
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.dashboard.headers import protect
from api.dashboard.rendering import page
from api.dashboard.visitors import MustChangePassword, NotSignedIn
from api.http.problems import ProblemError, problem_document
from api.http.validation import invalid
from tools.errors import IncidentResponderError
from tools.ids import is_incident_id

logger = logging.getLogger(__name__)
SIGN_IN, PASSWORD = "/ui/sign-in", "/ui/password"
INCIDENTS = "/ui/incidents/"
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class PageRoute(APIRoute):
    """The `route_class` of every page router."""

    def get_route_handler(self) -> Handler:
        """FastAPI's handler, with error pages and headers."""
        answer = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                response = await answer(request)
            except NotSignedIn:
                response = to_sign_in(request)
            except MustChangePassword:
                response = RedirectResponse(PASSWORD, HTTPStatus.SEE_OTHER)
            except (ProblemError, IncidentResponderError, RequestValidationError, HTTPException) as error:
                response = await _refused(request, error)
            except Exception as error:
                # The log line never contains the request, which may hold secrets.
                logger.error("unexpected %s on a page", type(error).__name__, exc_info=error)
                response = await error_page(request, 500, "Something went wrong on our side: see the server's log.")
            return protect(response)

        return guarded


def to_sign_in(request: Request) -> Response:
    """Redirect to the sign-in page, which then leads back to the requested page."""
    place = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    address = f"{SIGN_IN}?next={quote(place, safe='')}" if request.method == "GET" else SIGN_IN
    if is_part(request):
        return Response(status_code=HTTPStatus.NO_CONTENT, headers={"HX-Redirect": SIGN_IN})
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


async def error_page(request: Request, status: int, said: str) -> Response:
    """An error page, or a part of one, that says what was wrong and what to do."""
    template = "trouble_part.html" if is_part(request) else "trouble.html"
    return await page(request, template, None, status=status, title=_title(status), said=said, back=_origin(request))


def is_part(request: Request) -> bool:
    """True if a script requests a part of a page."""
    return "hx-request" in request.headers


async def _refused(
    request: Request, error: ProblemError | IncidentResponderError | RequestValidationError | HTTPException
) -> Response:
    if isinstance(error, HTTPException):
        return await error_page(request, error.status_code, str(error.detail))
    document = problem_document(invalid(error) if isinstance(error, RequestValidationError) else error)
    return await error_page(request, document["status"], document["detail"])


def _origin(request: Request) -> str:
    """The page of the incident on which a form was refused; "" elsewhere."""
    incident_id = request.url.path.removeprefix(INCIDENTS).partition("/")[0]
    return INCIDENTS + incident_id if request.method == "POST" and is_incident_id(incident_id) else ""


def _title(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "Error"
