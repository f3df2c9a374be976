"""Direct routes: FastAPI checks nothing for them, so each has to ask who is calling by itself."""

import importlib
import pkgutil
from collections.abc import Iterator

import httpx
import pytest
from fastapi import APIRouter

import api.routes
from api.http.direct import DirectRoute
from api.http.shortcut import ShortCut

LOGIN = ("POST", "/login")


def direct_routes() -> Iterator[tuple[str, str]]:
    """(method, path) of every direct route in `api.routes`."""
    for module in pkgutil.iter_modules(api.routes.__path__, "api.routes."):
        for router in vars(importlib.import_module(module.name)).values():
            if isinstance(router, APIRouter):
                for route in router.routes:
                    if isinstance(route, DirectRoute):
                        yield from ((method, route.path) for method in route.methods)


def test_the_direct_routes_are_found() -> None:
    assert set(direct_routes()) >= {LOGIN, ("POST", "/incident"), ("POST", "/incidents/batch")}


@pytest.mark.parametrize("short", [True, False])
@pytest.mark.parametrize(("method", "path"), sorted(set(direct_routes()) - {LOGIN}))
async def test_no_direct_route_answers_without_a_token(
    guest: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, method: str, path: str, short: bool
) -> None:
    if not short:

        async def through_the_router(self: ShortCut, scope, receive, send) -> None:  # type: ignore[no-untyped-def]  # ASGI
            await self._app(scope, receive, send)

        monkeypatch.setattr(ShortCut, "__call__", through_the_router)
    for headers in ({}, {"Authorization": "Bearer x.y.z"}):
        answer = await guest.request(method, path, content=b"{}", headers=headers)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        assert answer.json()["type"] == "/problems/unauthorized"
