"""Fetches Amazon's certificate, or confirms a subscription: the only requests that a posted body can cause."""

from tools.errors import Unavailable

_SECONDS = 5.0
_MOST_BYTES = 64 * 1024


async def fetch(address: str) -> bytes:
    """Return the body at an address that the caller has checked. It follows no redirect. Raises Unavailable."""
    import httpx  # 60 ms of a start, for one kind of sender

    try:
        async with (
            httpx.AsyncClient(timeout=_SECONDS, follow_redirects=False, trust_env=True) as client,
            client.stream("GET", address) as answer,
        ):
            answer.raise_for_status()
            parts, size = [], 0
            async for part in answer.aiter_bytes():
                parts.append(part)
                size += len(part)
                if size > _MOST_BYTES:
                    raise Unavailable("Amazon SNS answered with more than a certificate")
            return b"".join(parts)
    except httpx.HTTPError as error:
        raise Unavailable(f"Amazon SNS cannot be asked now: {type(error).__name__}") from error
