"""`POST /incidents/batch`: takes many reports and answers with one result for each."""

import time

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from api.deps import bearer, principal_of, services_of
from api.http.api_parameters import IDEMPOTENCY_KEY, parameters
from api.http.batch_submissions import submissions_of
from api.http.batches import items_of, others_of, results_of
from api.http.direct import DirectRoute, described_body
from api.http.headers import header
from api.http.idempotency import checked_key
from api.http.report_answers import BatchAnswer
from api.http.responses import json_response
from api.http.schemas import BatchBody
from api.http.turns import Turns
from api.intake.submission import Submission
from tools.nouns.callers import Scope

hot = APIRouter(tags=["reports"], route_class=DirectRoute, dependencies=[Depends(bearer)])


@hot.post(
    "/incidents/batch",
    response_model=BatchAnswer,
    openapi_extra=described_body(BatchBody) | parameters(IDEMPOTENCY_KEY),
)
async def report_batch(request: Request) -> Response:
    """Report up to 1000 observations (16 MiB): one result per report, in order; a bad one does not fail the others.

    With an `idempotency_key` per report, or one `Idempotency-Key` for the batch, the batch can safely be sent again.
    """
    started, services = time.perf_counter(), services_of(request)
    principal = await principal_of(request, services, Scope.REPORT)
    turns = Turns()
    items = await items_of(await request.body(), turns)
    services.report_limit.count(principal.identity, len(items))
    batch_key = checked_key(header(request, b"idempotency-key"))
    reports = await submissions_of(items, batch_key, services.intake, principal.caller, turns)
    outcomes = await services.intake.answers([report for report in reports if isinstance(report, Submission)])
    also = await services.intake.answers(others) if (others := others_of(reports)) else []
    services.metrics.reported("error", sum(not isinstance(report, Submission) for report in reports))
    results = results_of(items, reports, outcomes, also, services.answers, principal.caller)
    answer = {"count": len(results), "results": results}
    return json_response(answer | {"response_time_seconds": round(time.perf_counter() - started, 6)})
