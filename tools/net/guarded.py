"""The client for requests whose target somebody else may choose: it reaches no address of one's own network.

A host is looked up once per connection and the connection goes to the address that was judged, so that a name cannot
lead elsewhere in between; certificates are checked against the name. Redirects are never followed, and no proxy of the
environment is asked, since it would look the name up again.
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

    With `allow_private` one's own network may be reached, metadata and link-local addresses still may not. Time limits
    are the caller's, apart from the one for a connection.
    """
    return httpx.AsyncClient(
        transport=_PinnedTransport(allow_private),
        timeout=httpx.Timeout(None, connect=CONNECT_SECONDS),
        follow_redirects=False,
        trust_env=False,
    )


class _PinnedTransport(httpx.AsyncHTTPTransport):
    """HTTPX's own transport over connections that go to judged addresses."""

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
    """Looks a host up, judges its addresses, and connects to one of them by number."""

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
        """The first address that answers. Raises AddressRefused, or httpcore.ConnectError and ConnectTimeout."""
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
        """As httpcore asks for it between tries."""
        await self._inner.sleep(seconds)
