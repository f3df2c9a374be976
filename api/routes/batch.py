"""`POST /incidents/batch`: many reports in, one result for each."""

import time
from functools import cache

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from api.deps import bearer, principal_of, services_of
from api.http.batches import BATCH_SCHEMA, items_of, others_of, results_of
from api.http.direct import DirectRoute, described
from api.http.headers import header
from api.http.idempotency import checked_key
from api.http.problems import ProblemError
from api.http.report_answers import BatchAnswer
from api.http.responses import json_response
from api.http.schemas import BatchItem
from api.intake.submission import Submission
from tools.errors import IncidentResponderError
from tools.nouns.callers import Scope
from tools.text.redaction.redact import redact

hot = APIRouter(tags=["reports"], route_class=DirectRoute, dependencies=[Depends(bearer)])


@hot.post("/incidents/batch", response_model=BatchAnswer, openapi_extra=described(BATCH_SCHEMA))
async def report_batch(request: Request) -> Response:
    """Report up to 1000 observations (16 MiB): one result per report, in order; a bad one fails no other.

    With an `idempotency_key` per report, or one `Idempotency-Key` for the batch, it is safe to send again.
    """
    started, services = time.perf_counter(), services_of(request)
    principal = await principal_of(request, services, Scope.REPORT)
    items = items_of(await request.body())
    services.report_limit.count(principal.identity, len(items))
    batch_key = checked_key(header(request, b"idempotency-key"))
    # A batch often repeats itself: equal items are one object, and what is redacted once is forgotten with the request.
    redaction, read = cache(redact), dict[int, Submission]()

    def taken(position: int, item: BatchItem | ProblemError) -> Submission | ProblemError | IncidentResponderError:
        if isinstance(item, ProblemError):
            return item
        key = item.idempotency_key or (f"{batch_key}:{position}" if batch_key else None)
        earlier = read.get(id(item))
        if earlier is not None and not earlier.others:
            return services.intake.once_more(earlier, key)
        try:
            read[id(item)] = services.intake.submission(principal.caller, item, key, redaction=redaction)
        except IncidentResponderError as error:
            return error
        return read[id(item)]

    reports = [taken(position, item) for position, item in enumerate(items)]
    outcomes = await services.intake.answers([report for report in reports if isinstance(report, Submission)])
    also = await services.intake.answers(others) if (others := others_of(reports)) else []
    services.metrics.reported("error", sum(not isinstance(report, Submission) for report in reports))
    results = results_of(reports, outcomes, also, services.answers, principal.caller)
    answer = {"count": len(results), "results": results}
    return json_response(answer | {"response_time_seconds": round(time.perf_counter() - started, 6)})
