"""`/healthz`, `/readyz`, `/metrics`: is the process alive, can it store reports durably, how is it doing."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from api.deps import ServicesDep
from api.http.metrics_readers import check_reader
from api.http.responses import json_response
from api.telemetry.exposition import exposition
from api.telemetry.outgoing import outgoing_now
from tools.errors import IncidentResponderError

router = APIRouter(tags=["health"])


@router.get("/", include_in_schema=False)
async def root(services: ServicesDep) -> Response:
    """Redirect a browser to the API documentation, or to the pages if the documentation is off."""
    return RedirectResponse("/docs" if services.settings.docs else "/ui/")


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz")
async def healthz() -> Response:
    """Say that the process answers."""
    return json_response({"status": "ok"})


@router.head("/readyz", include_in_schema=False)
@router.get("/readyz")
async def readyz(services: ServicesDep) -> Response:
    """Say whether reports can be stored durably; 503 if not. Breakers and destinations are shown but do not matter."""
    box, breakers = services.toolbox, services.toolbox.breaker_states
    try:
        await box.store.ready()
        return json_response({"status": "ready", "breakers": breakers(), **(await outgoing_now(box)).to_json()})
    except IncidentResponderError as error:
        error.detail["breakers"] = breakers()
        raise


@router.get("/metrics", response_class=PlainTextResponse)
async def metrics(request: Request, services: ServicesDep) -> Response:
    """Return Prometheus metrics: with METRICS_TOKEN as the bearer token if it is set, otherwise from loopback only."""
    token = services.settings.metrics_token
    check_reader(request, None if token is None else token.get_secret_value())
    text = await exposition(services.metrics, services.toolbox)
    return PlainTextResponse(text, media_type="text/plain; version=0.0.4; charset=utf-8")
