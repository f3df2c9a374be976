"""Who may send a long body: only callers with a valid token or key, checked before the body is read."""

from starlette.requests import Request
from starlette.types import Scope

from api.deps import principal_of, services_of
from api.http.body_guard import LOGIN_PATH
from api.http.intake_paths import SLACK
from api.http.refusals import noting_ended_keys

PAGES = "/ui/"


async def admit(scope: Scope) -> None:
    """Raise ProblemError 401 for a request without a valid token or key.

    Slack can only sign, over the whole body, and the pages know people by their session: both check that afterwards,
    and neither accepts more than a mebibyte.
    """
    path = scope["path"]
    if path in (LOGIN_PATH, SLACK) or path.startswith(PAGES):
        return
    request = Request(scope)
    services = services_of(request)
    with noting_ended_keys(services, path):
        await principal_of(request, services)
