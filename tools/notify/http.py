"""HTTP calls to destinations: bounded in time and size, without redirects, and with an outcome for every result."""

import asyncio
import logging
import ssl
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import httpx
import orjson

from tools.net.addresses import AddressRefused
from tools.notify.outcomes import Undelivered, blocked, later, outcome_of_answer, refused
from tools.nouns.deliveries import Outcome
from tools.nouns.json_types import Json, Stored
from tools.ports import Clock

# HTTPX logs every address that it calls, and the addresses of many webhooks are secrets.
logging.getLogger("httpx").setLevel(logging.WARNING)

ANSWER_TIMEOUT_SECONDS = 10.0
"""Limit for one call, answer included; a destination that answers more slowly is retried later."""
LONGEST_ANSWER = 1_000_000
_CONNECT_SECONDS = 5.0
_NOTHING: Stored = {}


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one call."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def json(self) -> Stored:
        """The body as a JSON object; empty if it is not one."""
        try:
            found = orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return _NOTHING
        return found if isinstance(found, dict) else _NOTHING

    @property
    def text(self) -> str:
        """The first 2,000 bytes of the body, decoded."""
        return self.body[:2_000].decode(errors="replace")


def vendor_client(**options: httpx.Auth | tuple[str, str] | None) -> httpx.AsyncClient:
    """A client for addresses that the operator chose. It uses the proxy that the environment names, if any."""
    return httpx.AsyncClient(
        timeout=httpx.Timeout(None, connect=_CONNECT_SECONDS), follow_redirects=False, auth=options.get("auth")
    )


class Caller:
    """Makes the calls of one destination. `error_text` reads the vendor's reason out of an unsuccessful answer.

    `secrets` are replaced in such reasons.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        clock: Clock,
        error_text: Callable[[Answer], str] = lambda _: "",
        secrets: Iterable[str] = (),
    ) -> None:
        self._client = client
        self._secrets = tuple(filter(None, secrets))
        self._clock = clock
        self._error_text = error_text

    async def post(self, url: str, body: Json, **headers: str) -> Answer:
        """Post JSON. Raises Undelivered unless the answer is 2xx."""
        return await self.call("POST", url, orjson.dumps(body), {"Content-Type": "application/json", **headers})

    async def get(self, url: str, **parameters: str) -> Answer:
        """Send a GET. Raises Undelivered unless the answer is 2xx."""
        return await self.call("GET", url, None, {}, parameters)

    async def call(
        self,
        method: str,
        url: str,
        body: bytes | None,
        headers: Mapping[str, str],
        parameters: Mapping[str, str] | None = None,
    ) -> Answer:
        """Make one call. Unless the answer is 2xx, raises Refusal; without an answer, raises Undelivered."""
        answer = await self._call(method, url, body, {"User-Agent": "incident-responder", **headers}, parameters)
        if 200 <= answer.status < 300:
            return answer
        error_text = self._error_text(answer)
        for secret in self._secrets:  # redaction recognises common formats, and an operator's secret may have any
            error_text = error_text.replace(secret, "[secret]")
        outcome = outcome_of_answer(answer.status, answer.headers, self._clock(), error_text)
        raise Refusal(outcome, answer)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _call(
        self,
        method: str,
        url: str,
        body: bytes | None,
        headers: Mapping[str, str],
        parameters: Mapping[str, str] | None,
    ) -> Answer:
        if self._client.is_closed:
            raise Undelivered(later("the connections are closed: this process is stopping"))
        try:
            async with (
                asyncio.timeout(ANSWER_TIMEOUT_SECONDS),
                self._client.stream(method, url, content=body, headers=headers, params=parameters) as answer,
            ):
                return Answer(answer.status_code, answer.headers, await _bounded(answer))
        except AddressRefused as error:
            raise Undelivered(blocked(str(error))) from None
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            raise Undelivered(blocked("the address cannot be used: an http:// or https:// address is needed")) from None
        except httpx.LocalProtocolError:
            raise Undelivered(refused("the request cannot be written")) from None
        except (httpx.HTTPError, TimeoutError, ssl.SSLError) as error:
            raise Undelivered(_no_answer(error), arrived=_arrived(error)) from None


class Refusal(Undelivered):
    """The other side answered, and the answer was not 2xx."""

    def __init__(self, outcome: Outcome, answer: Answer) -> None:
        super().__init__(outcome, arrived=None if answer.status >= 500 else False)
        self.answer = answer


def _arrived(error: BaseException) -> bool | None:
    """False if nothing was sent; None if that is unknown."""
    unsent = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout | httpx.ProxyError)
    return False if unsent else None


def _no_answer(error: BaseException) -> Outcome:
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return later(f"no answer within {ANSWER_TIMEOUT_SECONDS:g} s")
    if "certificate" in str(error).lower() or "ssl" in str(error).lower():
        return later("no encrypted connection: the certificate or the protocol was rejected")
    return later(f"no answer: {type(error).__name__}")


async def _bounded(answer: httpx.Response) -> bytes:
    """The first LONGEST_ANSWER bytes of the body; no answer that we need is longer."""
    parts: list[bytes] = []
    size = 0
    async for part in answer.aiter_bytes():
        parts.append(part)
        size += len(part)
        if size > LONGEST_ANSWER:
            break
    return b"".join(parts)[:LONGEST_ANSWER]
