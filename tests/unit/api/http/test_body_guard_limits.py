"""Every route that takes a body is sent the longest one, full of unknown fields: little work, a short answer."""

import re
from collections.abc import Iterator

import httpx
import orjson
from fastapi import FastAPI

from api.http.body_guard import LOGIN_PATH, MAX_BODY_BYTES, MAX_LOGIN_BYTES
from api.http.fields import MOST_LOOKED_AT
from tests.support.doubles.comparisons import Comparisons

SHORT_ANSWER = 32 * 1024


def unknown(size: int) -> bytes:
    """An object of so many bytes, or some less."""
    return orjson.dumps({f"field{number:07}": 1 for number in range((size - 2) // 17)})


def taking_bodies(app: FastAPI) -> Iterator[tuple[str, str]]:
    for path, operations in app.openapi()["paths"].items():
        for method, operation in operations.items():
            if "requestBody" in operation:
                yield method.upper(), re.sub(r"{\w+}", "x", path)


async def test_a_body_at_its_limit_costs_few_comparisons(app: FastAPI, signed_in, compared: Comparisons) -> None:
    owner = await signed_in("owner")
    seen, long = 0, unknown(MAX_BODY_BYTES)
    assert MAX_BODY_BYTES - 64 < len(long) <= MAX_BODY_BYTES
    for method, path in taking_bodies(app):
        body = unknown(MAX_LOGIN_BYTES) if path == LOGIN_PATH else long
        before = compared.calls
        answer = await owner.request(method, path, content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code < 500, (method, path, answer.text[:200])
        assert compared.calls - before <= MOST_LOOKED_AT, (method, path)
        assert len(answer.content) <= SHORT_ANSWER, (method, path)
        seen += 1
    assert seen >= 25


async def test_a_whole_batch_costs_few_comparisons(responder: httpx.AsyncClient, compared: Comparisons) -> None:
    reports = [{"log": f"disk {n} is full", "service": "db", "servce": 1, f"severityy{n}": 1} for n in range(100)]
    answer = await responder.post("/incidents/batch", json={"reports": reports})
    assert answer.status_code == 200
    assert 0 < compared.calls <= MOST_LOOKED_AT
    assert all(len(result["warnings"]) == 2 for result in answer.json()["results"])
