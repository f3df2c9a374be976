"""The `Prefer` header (RFC 7240), and the answer to a report that is decided later."""

from starlette.requests import Request
from starlette.responses import Response

from api.http.headers import header
from api.http.responses import json_response
from tools.errors import InvalidRequest

RETRY_SECONDS = 2
_HEADER = b"prefer"
_TRUE, _FALSE = frozenset(("true", "1", "yes", "on")), frozenset(("", "false", "0", "no", "off"))


def prefers_async(request: Request) -> bool:
    """True for `Prefer: respond-async`, alone or among other preferences."""
    if header(request, _HEADER) is None:
        return False
    told = ",".join(value.decode("latin-1") for name, value in request.scope["headers"] if name == _HEADER)
    return any(each.partition(";")[0].strip().lower() == "respond-async" for each in told.split(","))


def asks_graph(request: Request) -> bool:
    """True for `?graph=true`. Raises InvalidRequest for a value that is neither true nor false."""
    said = request.query_params.get("graph", "").lower() if request.scope["query_string"] else ""
    if said not in _TRUE | _FALSE:
        raise InvalidRequest("graph: use true or false")
    return said in _TRUE


def accepted(request_id: str) -> Response:
    """Return 202: the report is durable in the queue."""
    answer = json_response({"status": "queued", "request_id": request_id}, 202)
    answer.headers["Location"] = f"/reports/{request_id}"
    answer.headers["Preference-Applied"] = "respond-async"
    answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer
