"""Which addresses a request may go to whose target somebody else may choose."""

import asyncio
import ipaddress
import socket

import pytest

from tools.net.addresses import AddressRefused, resolve, why_refused

PRIVATE = [
    "127.0.0.1", "127.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "0.1.2.3",
    "198.18.0.1", "192.0.2.1", "::1", "fc00::1", "fd12:3456::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2002:a00:1::1", "::10.0.0.1", "2001:db8::1",
]  # fmt: skip
NEVER = [
    "169.254.169.254", "169.254.170.2", "fe80::1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::1", "100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254",
    "224.0.0.1", "255.255.255.255", "0.0.0.0", "::", "ff02::1", "240.0.0.1",
]  # fmt: skip
PUBLIC = ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::1"]


@pytest.mark.parametrize("address", [*PRIVATE, *NEVER])
def test_private_and_metadata_addresses_are_refused(address: str) -> None:
    assert why_refused(ipaddress.ip_address(address), allow_private=False)


@pytest.mark.parametrize("address", NEVER)
def test_metadata_is_refused_although_private_is_allowed(address: str) -> None:
    assert why_refused(ipaddress.ip_address(address), allow_private=True)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "192.168.1.1", "100.64.0.1", "fd12:3456::1", "::1"])
def test_private_addresses_may_be_allowed(address: str) -> None:
    assert why_refused(ipaddress.ip_address(address), allow_private=True) == ""


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_allowed(address: str) -> None:
    assert why_refused(ipaddress.ip_address(address), allow_private=False) == ""


async def test_only_the_allowed_ones_of_a_name_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, "10.0.0.1", "1.1.1.1", "1.1.1.1")
    assert [str(each) for each in await resolve("mixed.example", 443, allow_private=False)] == ["1.1.1.1"]


async def test_a_name_that_leads_home_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, "10.0.0.1")
    with pytest.raises(AddressRefused, match="is private; set allow_private"):
        await resolve("home.example", 443, allow_private=False)


def answers(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    async def look_up(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in addresses]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", look_up)
