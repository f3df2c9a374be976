"""`incident-responder mcp`: the tools of `/mcp` for a client on this machine, over standard input and output."""

import getpass

from api.console import DEFAULT_TENANT, Tenant, with_toolbox
from tools.nouns.accounts import Role
from tools.nouns.callers import Caller, scopes_of


def mcp(tenant: Tenant = DEFAULT_TENANT) -> None:
    """Serve an MCP client on standard input and output. It may change incidents if MCP_WRITE is on."""
    from api.mcp.stdio import serve

    caller = Caller(tenant, f"mcp:{getpass.getuser()}", scopes_of(Role.RESPONDER), agent=True)
    with_toolbox(lambda toolbox: serve(toolbox, caller))
