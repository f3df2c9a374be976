"""Checks who may read `/metrics`."""

import hmac

from starlette.requests import Request

from api.http.addresses import is_loopback
from api.http.problems import ProblemError

_FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip")
"""Headers in which proxies name their client."""


def check_reader(request: Request, token: str | None) -> None:
    """Allow those who have METRICS_TOKEN or, if it is not set, requests from this machine. Raises ProblemError.

    A forwarded request counts as remote, wherever the proxy runs.
    """
    if token is not None:
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
            raise ProblemError(401, "send METRICS_TOKEN as the bearer token")
        return
    if any(name in request.headers for name in _FORWARDED):
        raise ProblemError(403, "metrics are served through a proxy only if METRICS_TOKEN is set")
    if request.client is None or not is_loopback(request.client.host):
        raise ProblemError(403, "metrics are served on loopback only, unless METRICS_TOKEN is set")
