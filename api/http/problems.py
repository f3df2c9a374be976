"""RFC 9457 problem+json for every error, with a stable `type` of the form `/problems/<kind>`."""

import logging
import math
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from tools.errors import (
    Conflict,
    Forbidden,
    IncidentResponderError,
    InvalidRequest,
    Misconfigured,
    NotFound,
    Overloaded,
    StoreUnavailable,
    TooLarge,
    Unavailable,
)

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
_STATUS: Mapping[type[IncidentResponderError], int] = {
    InvalidRequest: 422,
    TooLarge: 413,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    Overloaded: 429,
    Unavailable: 503,
    StoreUnavailable: 503,
    Misconfigured: 500,
}
_KIND_BY_STATUS = {
    400: "malformed-request",
    401: "unauthorized",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    408: "timeout",
    409: "conflict",
    413: "too-large",
    415: "unsupported-media-type",
    422: "invalid-request",
    429: "rate-limited",
    500: "internal-error",
    503: "unavailable",
}
_UNAVAILABLE_RETRY_SECONDS = 5


class ProblemError(Exception):
    """A request that HTTP itself refuses: bad JSON, no token, a role too low, a body too large, too many requests."""

    def __init__(self, status: int, detail: str, *, retry_after: float | None = None, **extra: Any) -> None:
        """`detail` tells the client what was wrong and what to do; `extra` are further members of the document."""
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.retry_after = retry_after
        self.extra = extra


def problem_document(error: ProblemError | IncidentResponderError) -> dict[str, Any]:
    """The error as plain JSON types; batches show it in the place of one report's answer."""
    if isinstance(error, ProblemError):
        return _document(error.status, _KIND_BY_STATUS[error.status], error.detail, error.extra)
    return _document(_status_of(error), error.kind, str(error), error.detail)


def problem_response(error: ProblemError | IncidentResponderError) -> Response:
    """The HTTP answer to an error that was raised on purpose; one that is our own fault is logged."""
    body = problem_document(error)
    status = body["status"]
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.warning("answered %s: %s", type(error).__name__, error)
    headers: dict[str, str] = {}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    wait = getattr(error, "retry_after", None)
    if wait is None and status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        wait = _UNAVAILABLE_RETRY_SECONDS
    if wait is not None:
        headers["Retry-After"] = str(max(1, math.ceil(wait)))
    return _response(body, headers)


def invalid(error: ValidationError | RequestValidationError) -> ProblemError:
    """What does not fit the model, as one error: where and what, never the value itself."""
    if isinstance(error, ValidationError):
        errors: Sequence[Any] = error.errors(include_url=False, include_context=False, include_input=False)
    else:
        errors = error.errors()
    if broken := next((each for each in errors if each["type"] == "json_invalid"), None):
        return ProblemError(400, f"the body is not valid JSON: {_json_fault(broken)}")
    places = [{"field": _place(each["loc"]), "message": _message(each)} for each in errors[:20]]
    detail = "; ".join(
        f"{place['field']}: {place['message']}" if place["field"] else place["message"] for place in places
    )
    return ProblemError(422, detail[:1000], errors=places)


def install(app: FastAPI) -> None:
    """Make every error of the application a problem document."""
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
    kind = _KIND_BY_STATUS.get(error.status_code, "error")
    return _response(_document(error.status_code, kind, str(error.detail), {}), error.headers)


async def _on_surprise(_request: Request, error: Exception) -> Response:
    # The log line names the place, never the request: it may hold secrets.
    log.error("unexpected %s", type(error).__name__, exc_info=error)
    return _response(
        _document(500, "internal-error", "something went wrong on our side: the server's log says what", {}), None
    )


def _response(document: Mapping[str, Any], headers: Mapping[str, str] | None) -> Response:
    return Response(orjson.dumps(document, default=str), document["status"], headers, MEDIA_TYPE)


def _document(status: int, kind: str, detail: str, extra: Mapping[str, Any]) -> dict[str, Any]:
    title = kind.replace("-", " ").capitalize()
    return {**extra, "type": f"/problems/{kind}", "title": title, "status": status, "detail": detail}


def _status_of(error: IncidentResponderError) -> int:
    return next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), 500)


def _json_fault(error: Mapping[str, Any]) -> str:
    """What is wrong with the JSON, and where: in pydantic's words, or in those of FastAPI, which hides them."""
    said = str(error["msg"]).removeprefix("Invalid JSON: ")
    return said if error["loc"] == () else f"{error['ctx']['error']} at character {error['loc'][-1]}"


def _place(location: Sequence[Any]) -> str:
    inside = location[1:] if location and location[0] in ("body", "query", "path", "header") else location
    return ".".join(str(part)[:64] for part in inside)


def _message(error: Mapping[str, Any]) -> str:
    if error["type"] in ("model_type", "model_attributes_type"):
        return "must be an object"  # pydantic would name our classes
    return str(error["msg"]).removeprefix("Value error, ")
