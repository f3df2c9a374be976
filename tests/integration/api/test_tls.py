"""`serve` behind its own certificate, in several processes, over a renewal; and the bound on connections."""

import asyncio
import contextlib
import os
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http.client import HTTPSConnection
from pathlib import Path

import uvicorn
from starlette.types import Receive, Scope, Send

from api.http.header_guard import HeaderGuard
from api.server_config import ServerConfig
from api.server_process import SERVE, free_port, running
from tests.support.certificates import MadePair, made_pair

RENEWED_SECONDS = 120.0
ALIKE = 8
"""Handshakes in a row that show the same certificate: both workers have it."""


def trusting(*pairs: MadePair) -> ssl.SSLContext:
    return ssl.create_default_context(cadata="".join(pair.certificate.decode() for pair in pairs))


def certificate_of(port: int) -> bytes:
    return ssl.get_server_certificate(("127.0.0.1", port)).replace("\n", "").encode()


def test_workers_serve_a_renewed_certificate(tmp_path: Path) -> None:
    first, second = made_pair(), made_pair()
    certificate, key = first.written(tmp_path)
    port = free_port()
    environment = os.environ | {
        "DATA_DIR": str(tmp_path / "data"),
        "PORT": str(port),
        "WORKERS": "2",
        "SHIPPED_RUNBOOKS": "never",
        "TLS_CERT_FILE": str(certificate),
        "TLS_KEY_FILE": str(key),
    }
    with running(SERVE, port, env=environment, log=tmp_path / "log", tls=trusting(first)):
        assert f"https://127.0.0.1:{port}" in (tmp_path / "log").read_text("utf-8")
        kept = HTTPSConnection("127.0.0.1", port, context=trusting(first), timeout=60)
        kept.request("GET", "/healthz")
        answer = kept.getresponse()
        assert (answer.status, answer.headers["Strict-Transport-Security"]) == (200, "max-age=31536000")
        answer.read()
        second.written(tmp_path)
        wanted, deadline, alike = second.certificate.replace(b"\n", b""), time.monotonic() + RENEWED_SECONDS, 0
        while alike < ALIKE and time.monotonic() < deadline:
            alike = alike + 1 if certificate_of(port) == wanted else 0
            kept.request("GET", "/healthz")
            assert kept.getresponse().read()
        assert alike == ALIKE
        kept.close()


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@asynccontextmanager
async def bounded(most: int) -> AsyncIterator[int]:
    config = ServerConfig(app, port=0, http=HeaderGuard, lifespan="off", log_level="critical", ws="none")
    config.most_connections = most
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        await server.shutdown()


async def asked(port: int, path: str = "/incidents") -> bytes:
    """All that a new connection hears that asks for one thing."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    with contextlib.suppress(ConnectionError):
        writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        heard = await reader.read()
        writer.close()
        return heard
    return b""


async def test_a_connection_too_many_is_told_to_come_later() -> None:
    async with bounded(2) as port, asyncio.timeout(20):
        kept = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        for reader, writer in kept:
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert (await reader.readline()).split()[1] == b"200"
        head, _, body = (await asked(port)).partition(b"\r\n\r\n")
        assert head.split()[1] == b"503"
        assert b"retry-after: 5" in head.lower()
        assert b"/problems/unavailable" in body
        assert (await asked(port, "/readyz")).split()[1] == b"200"
        for _, writer in kept:
            writer.close()
            await writer.wait_closed()
        while (await asked(port)).split()[1] != b"200":
            pass


async def test_far_too_many_connections_are_closed_unread() -> None:
    async with bounded(2) as port, asyncio.timeout(20):
        kept = [await asyncio.open_connection("127.0.0.1", port) for _ in range(4)]
        assert await asked(port) == b""
        for _, writer in kept:
            writer.close()
