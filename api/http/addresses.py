"""Where a server listens and a caller calls from."""

import ipaddress


def is_loopback(address: str) -> bool:
    """True for an IP address of this machine alone; False for every other one, and for what is no IP address."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
