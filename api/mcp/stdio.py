"""The MCP server on standard input and output, for a client that starts it on this machine."""

import secrets

from api.auth.accounts import Principal
from api.auth.confirmations import Confirmations
from api.auth.signing_keys import FixedKeys
from api.http.rate_limits import OFF, ReportLimit
from api.intake.intake import Intake
from api.mcp.server import make_server
from api.mcp.workplace import Workplace
from graph.builder import make_agents
from tools.nouns.callers import Caller
from tools.toolbox import Toolbox


async def serve(toolbox: Toolbox, caller: Caller) -> None:
    """Serve one client, with the rights of `caller`, until it closes standard input."""
    intake = Intake.open(toolbox, make_agents(toolbox))
    principal = Principal(caller.actor, caller)
    words = Confirmations(FixedKeys([secrets.token_hex(32)]), toolbox.clock)
    place = Workplace(toolbox, intake, ReportLimit(OFF), words, lambda _: principal)
    try:
        await make_server(place).run_stdio_async()
    finally:
        await intake.drain()
