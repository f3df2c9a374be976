"""The MCP server inside ours, created at its first request, because its library takes a second and 70 MB."""

import asyncio
from typing import TYPE_CHECKING

from starlette.types import ASGIApp

from api.services import Services

if TYPE_CHECKING:
    from mcp.server.mcpserver import Context, MCPServer

    from api.auth.accounts import Principal

PRINCIPAL = "incident_responder.principal"
"""The key in the ASGI scope under which the caller of a message is stored."""


class McpHost:
    """Runs the server's session manager in a task of its own, because it must end in the task that started it."""

    def __init__(self) -> None:
        self._ready: asyncio.Future[ASGIApp] | None = None
        self._task: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()

    async def app(self, services: Services) -> ASGIApp:
        """Return the server as an application; create it if needed."""
        if self._ready is None or (self._ready.done() and self._ready.exception()):
            self._ready, self._stopping = asyncio.get_running_loop().create_future(), asyncio.Event()
            self._task = asyncio.create_task(self._run(services, self._ready))
        return await asyncio.shield(self._ready)

    async def stop(self) -> None:
        """Stop it with everything that is in progress; it may be started again."""
        self._stopping.set()
        if self._task is not None:
            await self._task
        self._ready = self._task = None

    async def _run(self, services: Services, ready: asyncio.Future[ASGIApp]) -> None:
        try:
            server = await asyncio.to_thread(_made, services)
            app = _as_application(server)
            async with server.session_manager.run():
                ready.set_result(app)
                await self._stopping.wait()
        except Exception as error:
            if ready.done():
                raise
            ready.set_exception(error)


def _made(services: Services) -> "MCPServer[object]":
    from api.mcp.server import make_server
    from api.mcp.workplace import Workplace

    return make_server(
        Workplace(services.toolbox, services.intake, services.report_limit, services.confirmations, _sender)
    )


def _as_application(server: "MCPServer[object]") -> ASGIApp:
    """Make it stateless: with an older protocol, a client's next message may reach another worker."""
    from mcp.server.transport_security import TransportSecuritySettings

    checked = TransportSecuritySettings(enable_dns_rebinding_protection=False)  # the door checks that
    return server.streamable_http_app(stateless_http=True, json_response=True, transport_security=checked)


def _sender(context: "Context") -> "Principal":
    """Return the caller that the door authenticated."""
    request = context.request_context.request
    if request is None:
        raise RuntimeError("a message came without a request")
    principal: Principal = request.scope[PRINCIPAL]
    return principal
