"""Turns every error of the application into a problem document."""

import logging
from collections.abc import Callable, Iterable
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from api.http.problems import KIND_BY_STATUS, ProblemError, document_of, problem_response, response_of
from api.http.validation import invalid
from tools.errors import IncidentResponderError

log = logging.getLogger(__name__)


def install(app: FastAPI, routes_at: Callable[[str], Iterable[BaseRoute]]) -> None:
    """Register a handler for every kind of error. `routes_at` returns the routes that may serve a path."""

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return _http_answer(request, error, routes_at)

    app.add_exception_handler(ProblemError, _on_purpose)
    app.add_exception_handler(IncidentResponderError, _on_purpose)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, on_http)


async def _on_purpose(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError | IncidentResponderError)
    return problem_response(error)


async def _on_validation(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return problem_response(invalid(error))


def _http_answer(request: Request, error: HTTPException, routes_at: Callable[[str], Iterable[BaseRoute]]) -> Response:
    kind = KIND_BY_STATUS.get(error.status_code, "error")
    headers, detail = error.headers, str(error.detail)
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        path = request.scope["path"]
        allowed = ", ".join(_methods(path, routes_at(path)))
        headers, detail = {"Allow": allowed}, f"this address does not take {request.method}: use {allowed}"
    elif detail == HTTPStatus.NOT_FOUND.phrase:
        detail = "nothing is served at this address: check its spelling"
    return response_of(document_of(error.status_code, kind, detail, {}), headers)


def _methods(path: str, routes: Iterable[BaseRoute]) -> list[str]:
    """Return every method of the address; the router would name only those of the first route.

    A fixed address takes precedence over an id in its place: `/incidents/batch` is no incident.
    """
    found = [each for each in routes if isinstance(each, Route) and each.path_regex.match(path)]
    named = [each for each in found if not each.param_convertors]
    return sorted({method for each in named or found for method in each.methods or ()})


def unexpected_error(error: Exception) -> Response:
    """Return the answer to an unexpected error, and log the error."""
    # The log line names the place, never the request, which may contain secrets.
    log.error("unexpected %s", type(error).__name__, exc_info=error)
    detail = "something went wrong on the server: see its log"
    return response_of(document_of(500, "internal-error", detail, {}))
