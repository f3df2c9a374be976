"""Decides which addresses a request with an untrusted target may reach. Pure except for name resolution."""

import asyncio
import ipaddress
import socket
from collections.abc import Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Metadata services that hand out credentials and are not at link-local addresses.
_METADATA = frozenset(map(ipaddress.ip_address, ("100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::254")))
_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))


class AddressRefused(Exception):
    """A host resolves to no allowed address; the message says why."""


def why_refused(address: Address, *, allow_private: bool) -> str:
    """Why requests may not go to an address; "" if they may. Judges an IPv4 address embedded in IPv6 as IPv4."""
    inner = _embedded(address)
    if inner is not None:
        return why_refused(inner, allow_private=allow_private)
    if address.is_link_local or address in _METADATA:
        return "is link-local or a cloud's metadata service"
    if address.is_multicast or address.is_unspecified or (address.is_reserved and not address.is_loopback):
        return "is not the address of a single machine"
    if not address.is_global and not allow_private:
        return "is private"
    return ""


def _embedded(address: Address) -> ipaddress.IPv4Address | None:
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if any(address in network for network in _NAT64):
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    compatible = ipaddress.IPv4Address(int(address)) if 1 < int(address) <= 0xFFFF_FFFF else None
    return address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1] or compatible


async def resolve(host: str, port: int, *, allow_private: bool) -> Sequence[Address]:
    """The allowed addresses of a host, in the resolver's order.

    Raises AddressRefused if there are none, OSError if the name cannot be looked up.
    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found))
    refusals = {address: why_refused(address, allow_private=allow_private) for address in addresses}
    allowed = [address for address in addresses if not refusals[address]]
    if not allowed:
        named = next(iter(refusals.values()), "has no address")
        hint = "; set allow_private if this is intended" if named == "is private" else ""
        raise AddressRefused(f"the address of this host {named}{hint}")
    return allowed
