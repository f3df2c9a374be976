"""The guarded client reaches no address of one's own network, whatever the target is written as or leads to."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from tests.support.servers.webhook_receiver import Receiver, receiving
from tools.net.guarded import AddressRefused, guarded_client

FORMS = [
    "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0x7f.1", "127.0.0.1.", "localhost", "LOCALHOST",
    "[::1]", "[::ffff:127.0.0.1]", "[0:0:0:0:0:ffff:7f00:1]", "0", "0.0.0.0", "[::]", "user:password@127.0.0.1",
    "example.org@127.0.0.1", "169.254.169.254", "2852039166", "[::ffff:a9fe:a9fe]", "[fe80::1]", "10.0.0.1",
    "192.168.0.1", "172.16.0.1",
    "[fc00::1]", "100.100.100.200", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "１２７.0.0.1", "⑫⑦.0.0.1",
]  # fmt: skip


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with guarded_client() as opened:
        yield opened


@pytest.mark.parametrize("form", FORMS)
async def test_no_form_of_an_own_address_is_reached(client: httpx.AsyncClient, receiver: Receiver, form: str) -> None:
    with pytest.raises((AddressRefused, httpx.HTTPError, httpx.InvalidURL)):
        await client.post(f"http://{form}:{receiver.server_address[1]}/hook", content=b"{}")
    assert receiver.received == []


@pytest.mark.parametrize("scheme", ["file", "gopher", "ftp", "unix"])
async def test_only_web_addresses_are_called(client: httpx.AsyncClient, scheme: str) -> None:
    with pytest.raises(httpx.UnsupportedProtocol):
        await client.get(f"{scheme}://127.0.0.1/etc/passwd")


async def test_with_leave_ones_own_network_is_reached(receiver: Receiver) -> None:
    async with guarded_client(allow_private=True) as allowed:
        assert (await allowed.post(receiver.url, content=b"{}")).status_code == 204


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_not_followed(receiver: Receiver, status: int) -> None:
    receiver.status = status
    async with guarded_client(allow_private=True) as allowed:
        assert (await allowed.post(receiver.url, content=b"{}")).status_code == status
    assert len(receiver.received) == 1


async def test_a_name_is_looked_up_once_and_pinned(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second look-up could answer another address: there is none."""
    asked: list[str] = []

    async def look_up(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "169.254.169.254"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", look_up)
    async with guarded_client(allow_private=True) as allowed:
        answer = await allowed.post(f"http://hook.example:{receiver.server_address[1]}/hook", content=b"{}")
    assert answer.status_code == 204
    assert "hook.example" in receiver.received[0][0]["host"]
    assert [host for host in asked if host == "hook.example"] == ["hook.example"]


async def test_a_proxy_of_the_environment_is_not_asked(
    client: httpx.AsyncClient, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", receiver.url)
    async with guarded_client() as made_now:
        with pytest.raises(AddressRefused):
            await made_now.get("http://127.0.0.1/")
    assert receiver.received == []
