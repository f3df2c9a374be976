"""`POST /incident`, `POST /incidents/batch`, `GET /reports/{request_id}`: reports in, verdicts out."""

import time
from collections import Counter
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import orjson
from fastapi import APIRouter, Depends
from fastapi.routing import APIRoute
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from api.auth.accounts import Principal
from api.deps import ServicesDep, Viewer, bearer, caller, header, services
from api.http.answers import BatchAnswer, ReportAnswer
from api.http.cleaning import checked_key
from api.http.problems import ProblemError, invalid, problem_document
from api.http.responses import JSON, json_response
from api.http.schemas import BatchItem, ReportBody
from api.http.shortcut import Endpoint
from api.intake.intake import report_of, take, take_many, writer
from api.routes.direct import DirectRoute, described, described_body, read_json
from tools.errors import IncidentResponderError
from tools.nouns.accounts import Role
from tools.nouns.reports import Report
from tools.text.redaction.redact import redact

hot = APIRouter(tags=["reports"], route_class=DirectRoute, dependencies=[Depends(bearer)])
router = APIRouter(tags=["reports"])
MAX_BATCH = 1000
_BATCH = {
    "type": "object",
    "required": ["reports"],
    "properties": {"reports": {"type": "array", "maxItems": MAX_BATCH, "items": BatchItem.model_json_schema()}},
}
_TRUE = frozenset(("true", "1", "yes", "on"))


@hot.post("/incident", response_model=ReportAnswer, openapi_extra=described_body(ReportBody))
async def report_incident(request: Request) -> Response:
    """Report a log line or an alert: new, existing or regression, durable when answered.

    Waits a little for advice; what is still to come is named in `pending`. `?graph=true` runs the agents even for a
    known problem. With an `Idempotency-Key` the same report is counted once.
    """
    started = time.perf_counter()
    opened = services(request)
    principal = await caller(request, opened, Role.RESPONDER)
    opened.report_limit.count(principal.username)
    key = checked_key(header(request, b"idempotency-key"))
    body: ReportBody = await read_json(request, ReportBody)
    report = report_of(body, principal, key, opened.toolbox.clock())
    graph = bool(request.scope["query_string"]) and request.query_params.get("graph", "").lower() in _TRUE
    answer = await take(opened, report, keyed=key is not None, graph=graph)
    opened.metrics.reported(answer["status"])
    seconds = round(time.perf_counter() - started, 6)
    return Response(orjson.dumps({**answer, "response_time_seconds": seconds}), media_type=JSON)


@hot.post("/incidents/batch", response_model=BatchAnswer, openapi_extra=described(_BATCH))
async def report_batch(request: Request) -> Response:
    """Report up to 1000 observations (16 MiB): one result per report, in order; a bad one fails no other.

    With an `idempotency_key` per report, or one `Idempotency-Key` for the batch, it is safe to send again.
    """
    started = time.perf_counter()
    opened = services(request)
    principal = await caller(request, opened, Role.RESPONDER)
    items = _items(await request.body())
    opened.report_limit.count(principal.username, len(items))
    batch_key = checked_key(header(request, b"idempotency-key"))
    # A batch often repeats itself. What is redacted once is forgotten with the request.
    report_from = partial(report_of, now=opened.toolbox.clock(), redacted=cache(redact))
    reports, keyed = [], []
    for position, item in enumerate(items):
        body = _checked(item)
        key = getattr(body, "idempotency_key", None) or (f"{batch_key}:{position}" if batch_key else None)
        reports.append(_report(body, principal, key, report_from))
        keyed.append(key is not None)
    results = [_result(found) for found in await take_many(opened, reports, keyed)]
    for status, count in Counter(result["status"] for result in results).items():
        opened.metrics.reported(status, count)
    seconds = round(time.perf_counter() - started, 6)
    return json_response({"count": len(results), "results": results, "response_time_seconds": seconds})


@router.get("/reports/{request_id}", response_model=ReportAnswer)
async def report_outcome(request_id: str, principal: Viewer, opened: ServicesDep) -> Response:
    """How a report ended: its verdict as stored, with the advice its incident has by now."""
    return json_response(writer.answer(await opened.toolbox.store.recorded(principal.tenant, request_id)))


def endpoints() -> dict[str, Endpoint]:
    """The hot endpoints by path, for the short cut."""
    return {route.path: route.endpoint for route in hot.routes if isinstance(route, APIRoute)}


def _items(body: bytes) -> list[Any]:
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise ProblemError(400, "the body is not valid JSON") from error
    items = parsed.get("reports") if isinstance(parsed, dict) else None
    if not isinstance(items, list) or not 1 <= len(items) <= MAX_BATCH:
        raise ProblemError(422, f"reports: must be a list of 1 to {MAX_BATCH} reports")
    return items


def _checked(item: Any) -> BatchItem | ProblemError:
    try:
        return BatchItem.model_validate(item)
    except ValidationError as error:
        return invalid(error)


def _report(
    body: BatchItem | ProblemError, principal: Principal, key: str | None, report_from: Callable[..., Report]
) -> Report | Exception:
    try:
        return body if isinstance(body, ProblemError) else report_from(body, principal, key)
    except (ProblemError, IncidentResponderError) as error:
        return error


def _result(found: Any) -> Any:
    """An answer, or the problem of one report. What nobody expected is raised and fails the request."""
    if isinstance(found, ProblemError | IncidentResponderError):
        return {"status": "error", "problem": problem_document(found)}
    if isinstance(found, BaseException):
        raise found
    return found
