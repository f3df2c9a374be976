"""RFC 9457 problem+json for every error, with a stable `type` of the form `/problems/<kind>`."""

import logging
import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from starlette.responses import Response

from api.http.exchange import exchange_id
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
KIND_BY_STATUS = {
    400: "malformed-request",
    401: "unauthorized",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    408: "timeout",
    409: "conflict",
    413: "too-large",
    415: "unsupported-media-type",
    421: "misdirected-request",
    422: "invalid-request",
    429: "rate-limited",
    500: "internal-error",
    503: "unavailable",
}
_UNAVAILABLE_RETRY_SECONDS = 5


class ProblemError(Exception):
    """An error of HTTP itself: bad JSON, no token, too few rights, a body too large, too many requests."""

    def __init__(self, status: int, detail: str, *, retry_after: float | None = None, **extra: Any) -> None:
        """`detail` tells the client what was wrong and what to do; `extra` are further members of the document."""
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.retry_after = retry_after
        self.extra = extra


def problem_document(error: ProblemError | IncidentResponderError) -> dict[str, Any]:
    """Return the error in plain JSON types; batches show it in place of one report's answer."""
    if isinstance(error, ProblemError):
        return document_of(error.status, KIND_BY_STATUS[error.status], error.detail, error.extra)
    return document_of(_status_of(error), error.kind, str(error), error.detail)


def problem_response(error: ProblemError | IncidentResponderError) -> Response:
    """Return the HTTP answer to an error that was raised on purpose; log one that is our own fault."""
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
    return response_of(body, headers)


def response_of(document: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """Return a problem document as an answer."""
    return Response(orjson.dumps(document, default=str), document["status"], headers, MEDIA_TYPE)


def document_of(status: int, kind: str, detail: str, extra: Mapping[str, Any]) -> dict[str, Any]:
    """Return a problem document; its title and type follow from its kind."""
    title = kind.replace("-", " ").capitalize()
    document = {**extra, "type": f"/problems/{kind}", "title": title, "status": status, "detail": detail}
    named = exchange_id.get()
    return document | {"instance": named} if named else document


def _status_of(error: IncidentResponderError) -> int:
    return next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), 500)
