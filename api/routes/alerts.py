"""`POST /api/v2/alerts`: Alertmanager's own endpoint, for Prometheus, vmalert and rulers that post to us directly."""

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from api.deps import bearer, services_of
from api.http.direct import DirectRoute
from api.http.inbound import admitted, reading_of, take
from api.http.intake_paths import ALERTS, PROMETHEUS

router = APIRouter(tags=["senders"], route_class=DirectRoute, dependencies=[Depends(bearer)])


@router.post(ALERTS, include_in_schema=False)
async def receive_alerts(request: Request) -> Response:
    """Take in alerts.

    One that is sent again is a reminder; one that is not sent again by its `endsAt` has recovered.
    """
    services = services_of(request)
    arrived, sender = await admitted(request, services, PROMETHEUS)
    if arrived.posted.body.strip() != b"[]":
        await take(services, arrived, sender, await reading_of(services, arrived, sender))
    return Response(status_code=200)


router.post("/{prefix:path}" + ALERTS, include_in_schema=False)(receive_alerts)
