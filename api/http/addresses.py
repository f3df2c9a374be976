"""Formats the addresses of servers and callers."""

import ipaddress


def is_loopback(address: str) -> bool:
    """True for a loopback IP address; False for any other address and for text that is not an IP address."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
