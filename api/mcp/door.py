"""`/mcp`: authenticates a caller before the message is read, and passes the message to the MCP server."""

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from api.deps import principal_of, services_of
from api.http.problems import KIND_BY_STATUS, ProblemError, document_of, response_of
from api.http.public_url import PublicUrl
from api.mcp.host import PRINCIPAL, McpHost
from tools.nouns.callers import EVERYTHING
from tools.settings import Settings

PATH = "/mcp"


class McpDoor:
    """An ASGI application at `path`.

    Host and Origin must be those of PUBLIC_URL, so that no web page can reach an internal server.
    """

    path = PATH

    def __init__(self, settings: Settings, host: McpHost) -> None:
        self._host = host
        self._url = PublicUrl.of(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one message.

        Raises ProblemError 401 without a valid key or token, 403 or 421 for another origin or host.
        """
        request = Request(scope, receive)
        services = services_of(request)
        principal = await principal_of(request, services, *EVERYTHING)
        self._check_address(request)
        if request.method != "POST":  # GET awaits server messages, DELETE ends a session: neither exists
            document = document_of(405, KIND_BY_STATUS[405], "post each message: there are no sessions or streams", {})
            await response_of(document, {"Allow": "POST"})(scope, receive, send)
            return
        app = await self._host.app(services)
        await app({**scope, PRINCIPAL: principal}, receive, send)

    def _check_address(self, request: Request) -> None:
        if not self._url.is_host(request.headers.get("host", "")):
            raise ProblemError(
                421, f"PUBLIC_URL says that this address is {self._url.text}: use that, or change PUBLIC_URL"
            )
        origin = request.headers.get("origin")
        if origin is not None and not self._url.is_origin(origin):
            raise ProblemError(403, f"only web pages of {self._url.text} may call this")
