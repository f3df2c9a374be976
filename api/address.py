"""Whether the server can listen at its address, found out before anything of the server is loaded."""

import socket

from tools.errors import Misconfigured


def check_address(host: str, port: int) -> None:
    """Bind it for a moment. Raises Misconfigured."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise Misconfigured(f"HOST is not an address: {error.strerror}") from error
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise Misconfigured(
                f"PORT {port} on {host} cannot be used: {error.strerror}. Stop what listens there, or set another PORT"
            ) from error
