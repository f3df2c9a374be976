"""Connections that keep a place without asking for anything are closed; honest ones are not."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
import uvicorn

from api.http.header_guard import MAX_HEADER_BYTES, HeaderGuard


class HastyGuard(HeaderGuard):
    """Waits too little for a person, and long enough for loopback."""

    seconds = 0.3


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async def app(scope, receive, send) -> None:
        if scope["method"] == "POST":
            assert (await receive())["body"] == b"upgrade: h2c"
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})

    config = uvicorn.Config(app, port=0, http=HastyGuard, lifespan="off", log_level="critical", ws="none")
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    yield server.servers[0].sockets[0].getsockname()[1]
    await server.shutdown()


async def dripped(port: int, drip: bytes) -> bytes:
    """What a client hears that never ends its headers, until the server hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n")
    heard = asyncio.create_task(reader.read())
    with contextlib.suppress(ConnectionError):
        while not heard.done():
            writer.write(drip)
            await writer.drain()
            await asyncio.sleep(0.02)
    writer.close()
    with contextlib.suppress(ConnectionError):
        return await heard
    return b""


async def test_slow_headers_are_not_waited_for(port: int) -> None:
    async with asyncio.timeout(10):
        assert await dripped(port, b"X: y\r\n") == b""


async def test_endless_headers_are_not_kept(port: int) -> None:
    async with asyncio.timeout(10):
        assert await dripped(port, b"X: " + b"y" * MAX_HEADER_BYTES + b"\r\n") == b""


async def test_a_silent_connection_is_closed(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    async with asyncio.timeout(10):
        with contextlib.suppress(ConnectionError):
            assert await reader.read() == b""
    writer.close()


async def test_a_request_in_pieces_and_the_next_one_are_answered(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    async with asyncio.timeout(10):
        for piece in (b"GET / HTTP/1.1\r\n", b"Host: x\r\n\r\n"):
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.05)
        assert (await reader.readuntil(b"ok")).startswith(b"HTTP/1.1 200")
        await asyncio.sleep(2 * HastyGuard.seconds)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await reader.readuntil(b"ok")).startswith(b"HTTP/1.1 200")
    writer.close()


async def test_an_offer_to_speak_http2_does_not_cost_the_body(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    offer = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"
    async with asyncio.timeout(10):
        for _ in range(2):
            writer.write(b"POST / HTTP/1.1\r\nHost: x\r\n" + offer + b"Content-Length: 12\r\n\r\nupgrade: h2c")
            assert (await reader.readuntil(b"ok")).startswith(b"HTTP/1.1 200")
    writer.close()
