"""`POST /v1/logs`: OpenTelemetry logs over HTTP, as protobuf or JSON."""

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from api.deps import bearer, services_of
from api.http.direct import DirectRoute
from api.http.inbound import admitted, keep_refused, take
from api.http.intake_paths import LOGS, OTLP
from api.http.otlp import answer_of, logs_of
from api.http.problems import ProblemError

router = APIRouter(tags=["senders"], route_class=DirectRoute, dependencies=[Depends(bearer)])


@router.post(LOGS, include_in_schema=False)
async def receive_logs(request: Request) -> Response:
    """Take in log records: those at or above OTLP_MIN_SEVERITY become reports. Answers follow OTLP's own rules."""
    services = services_of(request)
    arrived, sender = await admitted(request, services, OTLP)
    try:
        reading = logs_of(arrived.posted, sender, arrived.given(services))
    except ProblemError as error:
        await keep_refused(services, arrived, sender, error.detail)
        raise
    taken = await take(services, arrived, sender, reading)
    return answer_of(arrived.posted, taken)
