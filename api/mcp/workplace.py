"""What the tools of the MCP server work with, and who calls them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError

from api.auth.accounts import Principal
from api.auth.confirmations import Confirmations
from api.http.problems import ProblemError
from api.http.rate_limits import ReportLimit
from api.intake.intake import Intake
from tools.errors import IncidentResponderError
from tools.nouns.callers import Caller, Scope
from tools.toolbox import Toolbox

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Workplace:
    """The context of all tools. There is one object per process."""

    toolbox: Toolbox
    intake: Intake
    limit: ReportLimit
    confirmations: Confirmations
    principal_of: Callable[[Context], Principal]
    """Returns the authenticated caller of a message."""

    def caller(self, context: Context, scope: Scope) -> Caller:
        """Return the caller. Raises Forbidden without the scope."""
        caller = self.principal_of(context).caller
        caller.require(scope)
        return caller


def answered(tool: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """Wrap a tool so that its errors say what was wrong; the library hides the texts of all other errors."""

    @wraps(tool)
    async def told(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await tool(*args, **kwargs)
        except IncidentResponderError as error:
            raise ToolError(f"{error.kind}: {error}") from error
        except ProblemError as error:
            raise ToolError(error.detail) from error

    return told
