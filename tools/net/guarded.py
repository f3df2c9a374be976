"""The HTTP client for requests whose target somebody else may choose: it cannot reach the private network.

Each connection resolves the host once and connects to the address that was checked, so that DNS cannot change in
between (rebinding); certificates are checked against the name. Redirects are not followed, and proxies in the
environment are not used, since a proxy would resolve the name again.
"""

import asyncio
from collections.abc import Iterable

import httpcore
import httpx

from tools.net.addresses import AddressRefused, resolve

CONNECT_SECONDS = 5.0

__all__ = ["AddressRefused", "guarded_client"]


def guarded_client(*, allow_private: bool = False) -> httpx.AsyncClient:
    """A client whose requests raise AddressRefused for addresses that are private, link-local or a cloud's metadata.

    With `allow_private` it reaches private networks, but still not metadata or link-local addresses. The caller sets
    all time limits except the one for connecting.
    """
    return httpx.AsyncClient(
        transport=_PinnedTransport(allow_private),
        timeout=httpx.Timeout(None, connect=CONNECT_SECONDS),
        follow_redirects=False,
        trust_env=False,
    )


class _PinnedTransport(httpx.AsyncHTTPTransport):
    """HTTPX's transport over connections to checked addresses."""

    def __init__(self, allow_private: bool) -> None:
        context = httpx.create_ssl_context(trust_env=False)
        super().__init__(verify=context, trust_env=False)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=20,
            keepalive_expiry=5.0,
            network_backend=_JudgingBackend(allow_private),
        )


class _JudgingBackend(httpcore.AsyncNetworkBackend):
    """Resolves a host, checks its addresses, and connects to one of them by its IP address."""

    def __init__(self, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's interface
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address that answers. Raises AddressRefused, httpcore.ConnectError or ConnectTimeout."""
        try:
            async with asyncio.timeout(timeout):
                addresses = await resolve(host, port, allow_private=self._allow_private)
        except OSError as error:  # TimeoutError is one
            raise httpcore.ConnectError("the name cannot be looked up") from error
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in addresses[:4]:
            try:
                return await self._inner.connect_tcp(str(address), port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError("no address answers")

    async def sleep(self, seconds: float) -> None:
        """Required by httpcore's interface."""
        await self._inner.sleep(seconds)
