"""The OpenAPI document: one schema for each body and answer, and every status that can occur."""

from collections.abc import Iterator
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from api.http.answers import ProblemDocument
from api.http.problems import KIND_BY_STATUS, MEDIA_TYPE
from api.http.report_body import ReportBody
from api.http.schemas import BatchBody, Credentials, RunbookBody
from tools.nouns.json_types import Json

REF = "#/components/schemas/{model}"
DESCRIBED_ELSEWHERE: tuple[type[BaseModel], ...] = (BatchBody, Credentials, ProblemDocument, ReportBody, RunbookBody)
"""Models that routes refer to by name, because they read the raw request."""

TAGS = {
    "reports": "Report log lines and alerts, and get durable verdicts.",
    "incidents": "The incidents, and why they are what they are.",
    "actions": "What people do with incidents.",
    "runbooks": "The documents that advice is taken from.",
    "senders": "Where monitors and pipelines post, and what became of it.",
    "people": "Notifications to people: deliveries, destinations and silences.",
    "analytics": "Figures: noise removed, time to acknowledge and to resolve, recurring problems.",
    "login": "Exchange user name and password for a bearer token.",
    "me": "Your own account: who you are, your password, your sessions.",
    "users": "Accounts of people, and where they are signed in.",
    "keys": "Keys for machines.",
    "tenants": "Organisations that share the server and never see each other's data.",
    "audit": "Who did what, sealed so that edits and gaps show.",
    "health": "Is the process alive, is it ready, how is it doing.",
}
_OPEN = frozenset(("/login", "/healthz", "/readyz", "/metrics"))
_WITH_BODY = frozenset(("post", "put", "patch"))
_CAN_CONFLICT = frozenset(
    (
        ("get", "/incidents/{incident_id}"),
        ("patch", "/users/{username}"),
        ("delete", "/users/{username}"),
        ("post", "/tenants"),
        ("patch", "/tenants/{name}"),
        ("delete", "/tenants/{name}"),
        ("post", "/tenants/{name}/restore"),
        ("put", "/keys/{key_id}/signing-secret"),
        ("delete", "/keys/{key_id}/signing-secret"),
    )
)
"""In addition to all that accept an Idempotency-Key, which may still be in use."""

_CAN_BE_TOO_MUCH = frozenset(
    (
        "/login",
        "/incident",
        "/incidents/batch",
        "/changes",
        "/events",
        "/users",
        "/users/{username}/password",
        "/me/password",
    )
)
"""Reports, routes that hash a password, and streams."""


def operation_id(route: APIRoute) -> str:
    """Return the endpoint's own name: short, and unique in the whole API."""
    return route.name


def describe(app: FastAPI) -> None:
    """Make the application serve this description of itself."""

    def openapi() -> Json:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI documents this way


def _document(app: FastAPI) -> Json:
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
        license_info={"name": "MIT"},
        tags=[{"name": name, "description": text} for name, text in TAGS.items()],
    )
    models = [(model, "validation") for model in DESCRIBED_ELSEWHERE]
    _, schemas = models_json_schema(models, ref_template=REF)  # type: ignore[arg-type]  # a list of pairs
    document["components"]["schemas"] |= schemas["$defs"]
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            answers = operation["responses"]
            for name in ("4XX", "5XX"):
                answers.pop(name, None)
            for status in _statuses(path, method, operation):
                answers[str(status)] = _problem(status)
    return document


def _statuses(path: str, method: str, operation: Json) -> Iterator[int]:
    """Yield the error statuses that a request may get."""
    if method in _WITH_BODY:
        yield from (400, 408, 413, 415)
    if path not in _OPEN:
        yield from (401, 403)
    elif path in ("/login", "/metrics"):
        yield 401
    if path == "/metrics":
        yield 403
    if "{" in path or path == "/resolve":
        yield 404
    parameters = operation.get("parameters", ())
    repeatable = any(each["name"] == "Idempotency-Key" for each in parameters)
    if repeatable or (method, path) in _CAN_CONFLICT:
        yield 409
    if method in _WITH_BODY or parameters or path not in _OPEN:
        yield 422
    if path in _CAN_BE_TOO_MUCH:
        yield 429
    yield from (500, 503)


def _problem(status: int) -> Json:
    headers = {
        "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}},
    }
    kind = KIND_BY_STATUS[status]
    title = kind.replace("-", " ").capitalize()
    example = {"type": f"/problems/{kind}", "title": title, "status": status, "detail": HTTPStatus(status).description}
    content = {"schema": {"$ref": REF.format(model=ProblemDocument.__name__)}, "example": example}
    told: Json = {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: content}}
    return told | ({"headers": headers} if status in (429, 503) else {})
