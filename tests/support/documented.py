"""Whether the statuses that the application answers with are the ones that its openapi.json lists."""

import re
from collections.abc import Awaitable, Callable
from functools import cache

import httpx
from fastapi import FastAPI

Statuses = dict[str, frozenset[str]]
_first: list[FastAPI] = []


def only_documented(app: FastAPI) -> Callable[[httpx.Response], Awaitable[None]]:
    """A hook that fails for an answer whose status the operation does not list; pages and wrong methods are passed."""
    if not _first:
        _first.append(app)

    async def check(response: httpx.Response) -> None:
        asked = response.request
        listed = next((each for path, each in _listed() if path.fullmatch(asked.url.path)), {}).get(asked.method)
        status = str(response.status_code)
        assert listed is None or status in listed, f"{asked.method} {asked.url.path}: {status} is not documented"

    return check


@cache
def _listed() -> list[tuple[re.Pattern[str], Statuses]]:
    """Each path and the statuses of its methods, those with fewer parameters first; made once, which takes a second."""
    paths = _first[0].openapi()["paths"]
    return [
        (
            re.compile(re.sub(r"\{\w+\}", ".+" if "{runbook_id}" in path else "[^/]+", path)),
            {method.upper(): frozenset(operation["responses"]) for method, operation in operations.items()},
        )
        for path, operations in sorted(paths.items(), key=lambda item: item[0].count("{"))
    ]
