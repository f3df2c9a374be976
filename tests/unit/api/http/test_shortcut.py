"""The way past the router and the way through it lead to the same answers."""

import pytest
from fastapi import FastAPI

from api.http.shortcut import ShortCut, hot_routes
from api.routes import batch, reports
from tests.support.application import SignedIn

BODY = {"log": "disk sda1 is full", "service": "storage"}
SAME = ("status", "incident_id", "severity", "decision", "type", "title", "detail")


def test_every_hot_route_is_short() -> None:
    assert set(hot_routes(reports.hot, batch.hot)) == {"/incident", "/incidents/batch"}


@pytest.mark.parametrize("body", [b'{"log": "disk sda1 is full", "service": "storage"}', b"{}", b"no json"])
@pytest.mark.parametrize("path", sorted(hot_routes(reports.hot, batch.hot)))
async def test_both_ways_answer_alike(
    app: FastAPI, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, path: str, body: bytes
) -> None:
    responder = await signed_in("responder")
    await responder.post("/incident", json=BODY)
    short = await responder.post(path, content=body)
    routed = []

    async def through_the_router(self: ShortCut, scope, receive, send) -> None:  # type: ignore[no-untyped-def]  # ASGI
        routed.append(scope["path"])
        await self._app(scope, receive, send)

    monkeypatch.setattr(ShortCut, "__call__", through_the_router)
    long = await responder.post(path, content=body)
    assert routed == [path]
    assert long.status_code == short.status_code
    assert long.headers.get("content-type") == short.headers.get("content-type")
    assert [long.json().get(name) for name in SAME] == [short.json().get(name) for name in SAME]
