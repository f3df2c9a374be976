"""Limits the bytes of an answer: a service that never ends one must not fill the memory."""

from collections.abc import AsyncIterator

import httpx2 as httpx  # the openai package's HTTP client
from openai import DefaultAsyncHttpxClient

from tools.advisors.llm_errors import Malformed

MOST_BYTES = 1_000_000  # a long answer has a few thousand


class BoundedStream(httpx.AsyncByteStream):
    """A response body of at most MOST_BYTES."""

    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the chunks. Raises Malformed beyond MOST_BYTES."""
        size = 0
        async for chunk in self._stream:
            size += len(chunk)
            if size > MOST_BYTES:
                raise Malformed
            yield chunk

    async def aclose(self) -> None:
        """Close the underlying connection."""
        await self._stream.aclose()


def bounded_client() -> httpx.AsyncClient:
    """Return OpenAI's client with the limit; uncompressed, so that the bytes sent are the bytes read."""
    return DefaultAsyncHttpxClient(event_hooks={"response": [_bound]}, headers={"accept-encoding": "identity"})


async def _bound(response: httpx.Response) -> None:
    assert isinstance(response.stream, httpx.AsyncByteStream), "an asynchronous client has asynchronous bodies"
    response.stream = BoundedStream(response.stream)
