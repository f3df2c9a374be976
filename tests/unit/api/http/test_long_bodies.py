"""Nobody has a long body read, unzipped or parsed before they are let in."""

import gzip
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from api.http import body_guard, inbound
from api.http.body_guard import MAX_LOGIN_BYTES
from tests.support.application import client_of

LONG = 4 * 1024 * 1024
ROUTES = ["/incident", "/incidents/batch", "/resolve", "/webhooks/grafana", "/v1/logs", "/api/v2/alerts", "/nowhere"]


class Parts:
    """A body in parts that counts how many are asked for."""

    def __init__(self, size: int = 64 * 1024, count: int = 64) -> None:
        self.size, self.count, self.asked = size, count, 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(self.count):
            self.asked += 1
            yield b"x" * self.size


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("token", ["", "Bearer nonsense", "Bearer iir_nonsense"])
async def test_a_stranger_is_refused_unread(app: FastAPI, path: str, token: str) -> None:
    parts = Parts()
    async with client_of(app, **({"Authorization": token} if token else {})) as stranger:
        answer = await stranger.post(path, content=parts)
    assert answer.status_code == 401
    assert parts.asked <= 2


async def test_a_log_in_is_short(guest: httpx.AsyncClient) -> None:
    body = {"username": "ann", "password": "x" * MAX_LOGIN_BYTES}
    assert (await guest.post("/login", json=body)).status_code == 413
    for size, status in ((MAX_LOGIN_BYTES, 413), (100, 422)):
        answer = await guest.post("/login", content=b'{"' + b"x" * size + b'": 1}')
        assert answer.status_code == status


async def test_attempts_count_before_their_body_is_parsed(guest: httpx.AsyncClient) -> None:
    answers = [await guest.post("/login", content=b"{") for _ in range(101)]
    assert [answer.status_code for answer in answers[:100]] == [400] * 100
    assert answers[100].status_code == 429


async def test_nothing_is_unzipped_for_a_stranger(guest: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    unzipped: list[int] = []

    def unzip(body: bytes, limit: int) -> bytes:
        unzipped.append(len(body))
        return body_guard.unzipped(body, limit)

    monkeypatch.setattr(inbound, "unzipped", unzip)
    headers = {"Content-Encoding": "gzip", "Authorization": "Bearer iir_nonsense"}
    answer = await guest.post("/v1/logs", content=gzip.compress(b"{}"), headers=headers)
    assert (answer.status_code, unzipped) == (401, [])


async def test_who_is_let_in_may_send_a_long_body(responder: httpx.AsyncClient) -> None:
    reports = [{"log": f"disk {number} full " + "x" * 50_000, "service": f"db{number}"} for number in range(3)]
    answer = await responder.post("/incidents/batch", json={"reports": reports})
    assert [each["status"] for each in answer.json()["results"]] == ["new"] * 3
