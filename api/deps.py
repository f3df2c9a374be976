"""The dependencies of routes. All are async: a plain `def` dependency would cost a thread switch per request."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Concatenate, ParamSpec

from fastapi import Depends, Header, Request
from fastapi.security import OAuth2PasswordBearer
from starlette.responses import Response

from api.auth.accounts import Principal
from api.auth.admission import Offered
from api.http.answers import IncidentAnswer
from api.http.fields import IDEMPOTENCY_KEY
from api.http.headers import header
from api.http.idempotency import once
from api.http.intake_paths import is_intake
from api.http.problems import ProblemError
from api.http.query_names import refuse_unknown_names
from api.http.url_tokens import URL_TOKEN
from api.http.wire import incident
from api.services import Services
from tools.errors import Forbidden, IncidentResponderError, Overloaded
from tools.nouns.callers import Caller, Scope
from tools.nouns.incidents import Incident
from tools.toolbox import Toolbox

P = ParamSpec("P")
SUSPENDED_RETRY_SECONDS = 300.0
# For /docs: its Authorize button posts user name and password to /login.
bearer = OAuth2PasswordBearer(tokenUrl="login", auto_error=False)


def services_of(request: Request) -> Services:
    """Return the process's services. Raises ProblemError 503 while the process starts or stops."""
    found = getattr(request.app.state, "services", None)
    if not isinstance(found, Services):
        raise ProblemError(503, "the server is starting or stopping: try again in a few seconds")
    return found


def require(*scopes: Scope) -> Callable[[Request, str | None], Awaitable[Principal]]:
    """A dependency that admits callers with one of these scopes, or every authenticated caller if none is named."""

    async def principal(request: Request, _token: Annotated[str | None, Depends(bearer)]) -> Principal:
        known = await principal_of(request, services_of(request), *scopes)
        refuse_unknown_names(request)  # only now: a caller without credentials gets 401, whatever the query
        return known

    return principal


async def principal_of(request: Request, services: Services, *scopes: Scope) -> Principal:
    """The user or machine behind a request.

    Raises ProblemError 401 without a valid token or key, Forbidden without one of the scopes.
    """
    path = request.scope["path"]
    offered = Offered(
        path=path,
        authorization=header(request, b"authorization"),
        api_key=header(request, b"x-api-key"),
        url_token=request.scope.get(URL_TOKEN),
        takes_url_token=is_intake(path),
    )
    principal = await services.admission.principal(offered)
    if principal.suspended and scopes and principal.caller.scopes.isdisjoint(scopes):
        raise suspended(principal.tenant, later=offered.takes_url_token)
    if scopes:
        principal.caller.require(*scopes)
    if Scope.REPORT in scopes and Scope.READ not in scopes:
        await services.tenants.admit(principal.tenant)
    return principal


def suspended(tenant: str, *, later: bool) -> IncidentResponderError:
    """The error for a suspended tenant. `later`: senders should keep their reports and try again."""
    why = f"the tenant {tenant} is suspended: it may read, and nothing else"
    return Overloaded(why, retry_after=SUSPENDED_RETRY_SECONDS) if later else Forbidden(why)


@dataclass(frozen=True, slots=True)
class Acting:
    """Runs one act of a caller, at most once per Idempotency-Key, and answers with the incident."""

    request: Request
    principal: Principal
    services: Services

    async def __call__(
        self, act: Callable[Concatenate[Toolbox, Caller, P], Awaitable[Incident]], *args: P.args, **kwargs: P.kwargs
    ) -> Response:
        """Act, or give the answer that the same key got before."""

        async def work() -> IncidentAnswer:
            return incident(await act(self.services.toolbox, self.principal.caller, *args, **kwargs))

        return await once(self.request, self.services.toolbox.idempotency, self.principal, work)


async def _services(request: Request) -> Services:
    return services_of(request)


ServicesDep = Annotated[Services, Depends(_services)]
SignedIn = Annotated[Principal, Depends(require())]
Reporter = Annotated[Principal, Depends(require(Scope.READ, Scope.REPORT))]
Viewer = Annotated[Principal, Depends(require(Scope.READ))]
Responder = Annotated[Principal, Depends(require(Scope.RESPOND))]
Admin = Annotated[Principal, Depends(require(Scope.ADMIN))]
Owner = Annotated[Principal, Depends(require(Scope.OWNER))]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        json_schema_extra=IDEMPOTENCY_KEY,
        description="1 to 255 printable ASCII characters; a repeat with the same key and body gets the first answer.",
    ),
]


async def _acting(request: Request, principal: Responder, services: ServicesDep, _key: IdempotencyKey = None) -> Acting:
    return Acting(request, principal, services)


Act = Annotated[Acting, Depends(_acting)]
