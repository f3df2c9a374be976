"""`POST /incident` takes a report and answers with its verdict; `GET /reports/{request_id}` returns it later."""

import time

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from api.deps import Reporter, ServicesDep, bearer, principal_of, services_of
from api.http.api_parameters import OF_A_REPORT
from api.http.direct import DirectRoute, described_body
from api.http.headers import header
from api.http.idempotency import checked_key
from api.http.plain_text import read_report
from api.http.preferences import accepted, asks_graph, prefers_async
from api.http.report_answers import QUEUED, ReportAnswer
from api.http.report_body import ReportBody
from api.http.responses import JSON, json_response
from tools.nouns.callers import Scope

hot = APIRouter(tags=["reports"], route_class=DirectRoute, dependencies=[Depends(bearer)])
router = APIRouter(tags=["reports"])


@hot.post(
    "/incident", response_model=ReportAnswer, responses=QUEUED, openapi_extra=described_body(ReportBody) | OF_A_REPORT
)
async def report_incident(request: Request) -> Response:
    """Report a log line or an alert. The verdict is new, existing or regression, and is durable once answered.

    Plain text is accepted too, with `?service=&environment=&severity=`. A text with several alerts is answered for the
    worst one; `also` says how the others were decided. The answer waits a little for advice; `pending` names what is
    still missing. `?graph=true` runs the agents even for a known problem. Reports with the same `Idempotency-Key` count
    once. With `Prefer: respond-async` and a queue the answer is 202 and a `request_id` for `GET /reports/{request_id}`.
    """
    started = time.perf_counter()
    services = services_of(request)
    principal = await principal_of(request, services, Scope.REPORT)
    services.report_limit.count(principal.identity)
    caller, key = principal.caller, checked_key(header(request, b"idempotency-key"))
    body = await read_report(request, caller)
    if prefers_async(request):
        request_id = await services.queueing.accept(caller, body, key, through_graph=asks_graph(request))
        if request_id is not None:
            return accepted(request_id)
    submission = services.intake.reception.submission(caller, body, key, through_graph=asks_graph(request))
    found = await services.intake.answers_to(submission, 0 if caller.reports_only else None)  # they see no advice
    seconds = round(time.perf_counter() - started, 6)
    answer = services.answers.written_for(caller, found.worst, found.also, body.warnings, seconds)
    return Response(answer, media_type=JSON)


@router.get("/reports/{request_id}", response_model=ReportAnswer)
async def report_outcome(request_id: str, principal: Reporter, services: ServicesDep) -> Response:
    """Tell how a report was decided, with its incident's current advice.

    A report that may still be queued is answered with 404, `/problems/not-decided-yet` and `Retry-After`.
    """
    recorded = await services.queueing.recorded(principal.tenant, request_id)
    return json_response(services.answers.answer_for(principal.caller, recorded))
