"""The application: `create_app()`, or `uvicorn api.app:app`."""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline
from starlette.routing import BaseRoute, Route

from api.background import work_in_background
from api.bootstrap import prepare
from api.dashboard.lazy_pages import PAGES, LazyPages, pages
from api.http import error_handlers
from api.http.api_document import describe, operation_id
from api.http.body_guard import BodyGuard
from api.http.exchange import Exchange
from api.http.long_bodies import admit
from api.http.served_document import serve_document
from api.http.shortcut import ShortCut, hot_routes
from api.http.url_tokens import UrlTokens
from api.live.stopping import stop_on_signals
from api.mcp.door import PATH as MCP_PATH
from api.mcp.door import McpDoor
from api.mcp.host import McpHost
from api.routes import (
    actions,
    alerts,
    analytics,
    audit,
    batch,
    changes,
    events,
    health,
    incident_list,
    incidents,
    key_secrets,
    keys,
    login,
    logs,
    me,
    problems,
    reports,
    resolutions,
    runbook_changes,
    runbooks,
    signals,
    tenant_endings,
    tenants,
    user_endings,
    users,
    webhooks,
)
from api.routes.deliveries import router as deliveries
from api.routes.silences import router as silences
from api.services import Services, open_services
from api.starting import uncollected
from api.telemetry import workers
from api.telemetry.metered import MeteredApp
from api.telemetry.metrics import Metrics
from api.telemetry.sharing import sharing_breakers
from api.telemetry.traced import TracedApp
from api.version import product_version
from tools.deferred_re import compile_deferred
from tools.settings import Settings
from tools.toolbox import Toolbox, open_toolbox

DESCRIPTION = """Turns alerts and log lines into durable verdicts: **duplicate**, **regression** or **new**, with
runbooks and cited advice. Press *Authorize* and log in, then try `POST /incident`."""

ROUTERS = (
    reports.hot,
    batch.hot,
    health.router,
    reports.router,
    login.router,
    me.router,
    users.router,
    user_endings.router,
    tenants.router,
    tenant_endings.router,
    keys.router,
    key_secrets.router,
    incident_list.router,
    audit.router,
    incidents.router,
    actions.router,
    resolutions.router,
    runbooks.router,
    runbook_changes.router,
    webhooks.router,
    logs.router,
    alerts.router,
    changes.router,
    signals.router,
    deliveries,
    silences,
    analytics.router,
    events.router,
    problems.router,
)
"""All routes beside those of the pages, in the order in which addresses are matched.

FastAPI prepares the routes of a router when a request is first compared with them: 1 ms each. So those that a process
is asked for first, is it alive and ready, stand in front of most others.
"""

# FastAPI would look for OpenTelemetry in the environment three times per request: 5 µs, as much as a whole profile. Its
# own spans would cost a third of the rate and contain query strings, so `TracedApp` makes ours.
_UNOBSERVED = {"tracing": False, "metrics": False, "logs": False}


def create_app(settings: Settings | None = None, toolbox: Toolbox | None = None, *, background: bool = True) -> FastAPI:
    """Build the API. Nothing is opened before the application starts.

    A given toolbox is used as it is and left open for its owner. Without `background`, another process has to do the
    work that verdicts leave behind.
    """
    chosen = settings or (toolbox.settings if toolbox else Settings())
    metrics = Metrics()
    mcp = McpHost()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as closing:
            with uncollected():
                app.state.services = await _start(chosen, toolbox, metrics, closing, background=background)
            closing.push_async_callback(mcp.stop)
            closing.callback(gc.unfreeze)
            yield
            app.state.services = None

    app = _with_docs(
        chosen.docs,
        title="Intelligent Incident Responder",
        version=product_version(),
        description=DESCRIPTION,
        lifespan=lifespan,
        responses={"4XX": {}, "5XX": {}},  # named one by one by `describe`
        generate_unique_id_function=operation_id,
        swagger_ui_parameters={"persistAuthorization": True},
        telemetry=_UNOBSERVED,
    )
    _add_layers(app, chosen, metrics)
    error_handlers.install(app, _routes_at)
    for router in ROUTERS:
        app.include_router(router)
    app.router.routes.append(LazyPages())
    describe(app)
    serve_document(app)
    if chosen.mcp:
        app.router.routes.append(Route(MCP_PATH, McpDoor(chosen, mcp)))
    return app


def _add_layers(app: FastAPI, settings: Settings, metrics: Metrics) -> None:
    """The ASGI layers around the router, the innermost first."""
    app.add_middleware(ShortCut, routes=hot_routes(reports.hot, batch.hot))
    app.add_middleware(BodyGuard, admit=admit)
    app.add_middleware(MeteredApp, metrics=metrics)
    if settings.otel_exporter_otlp_endpoint is not None:
        app.add_middleware(TracedApp)
    app.add_middleware(Exchange, only_https=settings.only_https, unexpected_error=error_handlers.unexpected_error)
    app.add_middleware(UrlTokens)


def _routes_at(path: str) -> Iterable[BaseRoute]:
    """Return the routes that may serve this path."""
    return pages().routes if path.startswith(PAGES) else (route for router in ROUTERS for route in router.routes)


def _with_docs(docs: bool, **described: Any) -> FastAPI:
    """Return the application; without `docs` it does not describe its API."""
    if docs:
        return FastAPIOffline(redoc_url=None, **described)
    return FastAPI(docs_url=None, redoc_url=None, openapi_url=None, **described)


async def _start(
    settings: Settings, toolbox: Toolbox | None, metrics: Metrics, closing: AsyncExitStack, *, background: bool
) -> Services:
    """Open everything; `closing` undoes it in reverse when the application stops."""
    bootstrap = prepare(settings)
    logging.getLogger("api").setLevel(settings.log_level.upper())
    if toolbox is None:
        toolbox = await open_toolbox(settings)
        closing.push_async_callback(toolbox.close)
    services = await open_services(settings, toolbox, bootstrap, metrics)
    closing.callback(services.passwords.close)
    closing.push_async_callback(services.slack.close)
    if workers.are_shared():
        closing.push_async_callback(sharing_breakers(toolbox.breaker_states, metrics))
    if background:
        await asyncio.gather(toolbox.prepare(), services.intake.prepare(), asyncio.to_thread(pages))
        await asyncio.to_thread(compile_deferred)
        work_in_background(services, closing)
    closing.push_async_callback(services.last_intakes.drain)
    closing.push_async_callback(services.intake.drain)
    closing.push_async_callback(services.live.close)
    closing.enter_context(stop_on_signals(services.live.stop))
    return services


def __getattr__(name: str) -> Any:
    """Make `app` only when a server asks for it, so that importing this module reads no settings."""
    if name == "app":
        return create_app()
    raise AttributeError(name)
