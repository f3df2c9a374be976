"""The README's session over a real server, and the command line beside it."""

import contextlib
import socket

import httpx

from tests.integration.rest_story import CommandLineStory, RestStory


class TestRestStory(RestStory):
    pass


class TestCommandLineStory(CommandLineStory):
    pass


def test_hostile_bytes_leave_the_server_alone(admin: httpx.Client, address: str) -> None:
    port = int(address.rpartition(":")[2])
    token = admin.headers["authorization"]
    head = f"POST /incident HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\nContent-Type: application/json\r\n"
    bad = [
        head + "Content-Length: 1048577\r\n\r\n" + "x" * 1048577,
        head
        + "Transfer-Encoding: chunked\r\n\r\n"
        + f"100000\r\n{'x' * 0x100000}\r\n"
        + f"10\r\n{'x' * 16}\r\n0\r\n\r\n",
        head + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nxx",
        head + "Content-Length: 9999999999\r\n\r\n",
        "GET /\x00 HTTP/1.1\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01",
    ]  # fmt: skip
    statuses = [exchange(port, text.encode("latin-1")) for text in bad]
    assert statuses == [b"413", b"413", b"415", b"413", b"400", b"400"]
    assert admin.get("/readyz").status_code == 200


def exchange(port: int, sent: bytes) -> bytes:
    """The status of one raw request."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as peer:
        with contextlib.suppress(ConnectionError):  # refused before it was all sent
            peer.sendall(sent)
        return peer.recv(65536).split(b" ", 2)[1]
