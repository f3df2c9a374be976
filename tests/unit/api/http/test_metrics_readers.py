"""Metrics are for this machine or for whoever has the token; a proxy makes nobody a neighbour."""

import pytest
from starlette.requests import Request

from api.http.metrics_readers import check_reader
from api.http.problems import ProblemError

TOKEN = "a-token-of-metrics-0123456789"


def request(client: str, **headers: str) -> Request:
    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "headers": sent, "client": (client, 5000)})


@pytest.mark.parametrize(
    ("client", "headers", "token"),
    [
        ("127.0.0.1", {}, None),
        ("10.0.0.9", {"authorization": f"Bearer {TOKEN}"}, TOKEN),
        ("127.0.0.1", {"authorization": f"Bearer {TOKEN}", "x_forwarded_for": "203.0.113.9"}, TOKEN),
    ],
)
def test_who_may_read(client: str, headers: dict[str, str], token: str | None) -> None:
    check_reader(request(client, **headers), token)


@pytest.mark.parametrize(
    ("client", "headers", "token", "status"),
    [
        ("10.0.0.9", {}, None, 403),
        ("127.0.0.1", {"x_forwarded_for": "203.0.113.9"}, None, 403),
        ("127.0.0.1", {"forwarded": "for=203.0.113.9"}, None, 403),
        ("127.0.0.1", {"x_real_ip": "203.0.113.9"}, None, 403),
        ("127.0.0.1", {}, TOKEN, 401),
        ("127.0.0.1", {"authorization": "Bearer other"}, TOKEN, 401),
    ],
)
def test_who_may_not(client: str, headers: dict[str, str], token: str | None, status: int) -> None:
    with pytest.raises(ProblemError) as refused:
        check_reader(request(client, **headers), token)
    assert refused.value.status == status
