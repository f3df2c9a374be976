"""Every error of the application becomes a problem document."""

import logging

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.http.problems import KIND_BY_STATUS, ProblemError, document_of, problem_response, response_of
from api.http.validation import invalid
from tools.errors import IncidentResponderError

log = logging.getLogger(__name__)


def install(app: FastAPI) -> None:
    """Register a handler for every kind of error."""
    app.add_exception_handler(ProblemError, _on_purpose)
    app.add_exception_handler(IncidentResponderError, _on_purpose)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Exception, _on_surprise)


async def _on_purpose(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError | IncidentResponderError)
    return problem_response(error)


async def _on_validation(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return problem_response(invalid(error))


async def _on_http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    kind = KIND_BY_STATUS.get(error.status_code, "error")
    return response_of(document_of(error.status_code, kind, str(error.detail), {}), error.headers)


async def _on_surprise(_request: Request, error: Exception) -> Response:
    # The log line names the place, never the request: it may hold secrets.
    log.error("unexpected %s", type(error).__name__, exc_info=error)
    detail = "something went wrong on our side: the server's log says what"
    return response_of(document_of(500, "internal-error", detail, {}))
