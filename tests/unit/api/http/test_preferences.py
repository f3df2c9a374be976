"""`Prefer` as RFC 7240 writes it."""

import pytest
from starlette.requests import Request

from api.http.preferences import asks_graph, prefers_async
from tools.errors import InvalidRequest


def request(*headers: str, query: bytes = b"") -> Request:
    raw = [(b"prefer", each.encode("latin-1")) for each in headers]
    return Request({"type": "http", "headers": [(b"host", b"a"), *raw], "query_string": query})


@pytest.mark.parametrize(
    "headers",
    [
        ["respond-async"],
        ["Respond-Async"],
        ["wait=10, respond-async"],
        ["return=minimal", "respond-async; x=1"],
        [" respond-async ,wait=5"],
    ],
)
def test_the_wish_for_a_later_answer_is_found(headers: list[str]) -> None:
    assert prefers_async(request(*headers))


@pytest.mark.parametrize("headers", [[], ["wait=10"], ["respond-asynchronously"], [""], ["x=respond-async"]])
def test_other_wishes_are_no_such_wish(headers: list[str]) -> None:
    assert not prefers_async(request(*headers))


def test_the_graph_is_asked_for_by_the_address() -> None:
    assert asks_graph(request(query=b"graph=true"))
    assert not asks_graph(request(query=b"graph=false"))
    assert not asks_graph(request())
    with pytest.raises(InvalidRequest, match="graph: use true or false"):
        asks_graph(request(query=b"graph=maybe"))
