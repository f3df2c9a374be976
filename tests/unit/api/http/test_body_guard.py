"""The body guard by itself: bounded in bytes and in time."""

import asyncio
from typing import Any

import httpx
import orjson

from api.http.body_guard import MAX_BODY_BYTES, BodyGuard

REPORT = {"log": "disk full", "service": "db"}


async def sent_through(guard: BodyGuard, receive: Any, path: str = "/incident") -> list[Any]:
    scope = {"type": "http", "method": "POST", "path": path, "headers": []}
    told: list[Any] = []

    async def send(message: Any) -> None:
        told.append(message)

    await guard(scope, receive, send)
    return told


def chunks(*parts: bytes) -> Any:
    left = list(parts)

    async def receive() -> Any:
        if not left:
            return {"type": "http.disconnect"}
        part = left.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(left)}

    return receive


class Inner:
    """What is behind the guard; it keeps the messages it gets."""

    def __init__(self) -> None:
        self.bodies: list[Any] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.bodies.append(await receive())


async def test_the_application_gets_one_whole_message() -> None:
    inner = Inner()
    await sent_through(BodyGuard(inner), chunks(b"{", b"}", b""))
    assert inner.bodies == [{"type": "http.request", "body": b"{}", "more_body": False}]


async def test_a_slow_body_is_given_up() -> None:
    inner, first = Inner(), chunks(b"{", b"")

    async def never() -> Any:
        message = await first()
        if message["body"]:
            return message
        await asyncio.Event().wait()

    told = await sent_through(BodyGuard(inner, seconds=0.05), never)
    assert told[0]["status"] == 408
    assert (b"connection", b"close") in told[0]["headers"]
    assert inner.bodies == []


async def test_reading_stops_soon_after_the_limit() -> None:
    inner, read = Inner(), 0

    async def endless() -> Any:
        nonlocal read
        read += 65536
        return {"type": "http.request", "body": b"x" * 65536, "more_body": True}

    told = await sent_through(BodyGuard(inner), endless)
    assert told[0]["status"] == 413
    assert read <= MAX_BODY_BYTES + 2 * 65536
    assert inner.bodies == []


async def test_a_client_that_leaves_half_way_reaches_nobody() -> None:
    inner = Inner()

    async def leaves() -> Any:
        return {"type": "http.disconnect"}

    assert await sent_through(BodyGuard(inner), leaves) == []
    assert inner.bodies == []


async def test_a_batch_may_be_larger_than_a_report(responder: httpx.AsyncClient) -> None:
    big = REPORT | {"log": "disk full " * 3000}
    body = orjson.dumps({"reports": [big] * 60})
    assert len(body) > MAX_BODY_BYTES
    answer = await responder.post("/incidents/batch", content=body)
    assert (answer.status_code, answer.json()["count"]) == (200, 60)
    too_large = await responder.post("/incidents/batch", content=b" " * (16 * MAX_BODY_BYTES + 1))
    assert too_large.status_code == 413
