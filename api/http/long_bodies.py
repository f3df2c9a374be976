"""Who may send a long body: only callers with a valid token or key, checked before the body is read."""

from starlette.requests import Request
from starlette.types import Scope

from api.deps import principal_of, services_of
from api.http.body_guard import LOGIN_PATH
from api.http.intake_paths import SLACK

PAGES = "/ui/"


async def admit(scope: Scope) -> None:
    """Raises ProblemError 401 for a request without a valid token or key.

    Slack may only sign, over the whole body, and the pages know people by their session: both check it afterwards, and
    neither takes more than a mebibyte.
    """
    path = scope["path"]
    if path in (LOGIN_PATH, SLACK) or path.startswith(PAGES):
        return
    request = Request(scope)
    await principal_of(request, services_of(request))
