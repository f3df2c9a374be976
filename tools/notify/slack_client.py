"""slack-sdk's client for destinations: one attempt per call, no redirects, and an outcome for every result."""

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from tools.notify.http import ANSWER_TIMEOUT_SECONDS
from tools.notify.outcomes import Undelivered, blocked, later
from tools.notify.slack_errors import outcome_of_error
from tools.nouns.deliveries import Outcome
from tools.nouns.json_types import Stored
from tools.ports import Clock

Call = Callable[[AsyncWebClient], Awaitable[AsyncSlackResponse]]
T = TypeVar("T")


class SlackRefusal(Undelivered):
    """Slack answered with an error. `word` is the error's name, if it has one."""

    def __init__(self, outcome: Outcome, word: str) -> None:
        super().__init__(outcome)
        self.word = word


class _Redirected(aiohttp.ClientError):
    """Slack's address answered with a redirect."""


class SlackClient:
    """The Web API at `api_url`.

    The SDK's own retries are off: they repeat a post after a broken connection, even one that Slack had accepted.
    So is its proxy detection, which ignores NO_PROXY; aiohttp's respects it.
    """

    def __init__(self, token: str, api_url: str, clock: Clock) -> None:
        self._web = AsyncWebClient(token, base_url=api_url, retry_handlers=[])
        self._web.proxy = None
        self._clock = clock
        self._closed = False

    async def call(self, call: Call) -> Stored:
        """Make one call and return its answer. Raises Undelivered, or SlackRefusal if Slack answered with an error."""
        if self._closed:
            raise Undelivered(later("the connections are closed: this process is stopping"))
        if self._web.session is None:
            self._web.session = _session()
        try:
            async with asyncio.timeout(ANSWER_TIMEOUT_SECONDS):
                answer = await call(self._web)
        except SlackApiError as error:
            raise self._refusal(error) from None
        except _Redirected:
            raise Undelivered(
                blocked("Slack's address answers with a redirect; configure its target instead")
            ) from None
        except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError):
            raise Undelivered(blocked("api_url cannot be used: an https:// address is needed")) from None
        except aiohttp.ClientConnectorError as error:
            raise Undelivered(later(f"no connection to Slack: {type(error).__name__}")) from None
        except TimeoutError:
            raise Undelivered(later(f"no answer within {ANSWER_TIMEOUT_SECONDS:g} s"), arrived=None) from None
        except (aiohttp.ClientError, SlackClientError, OSError, ValueError) as error:
            raise Undelivered(later(f"no readable answer: {type(error).__name__}"), arrived=None) from None
        return answer.data if isinstance(answer.data, dict) else {}

    async def close(self) -> None:
        """Close the connections."""
        self._closed = True
        if self._web.session is not None:
            await self._web.session.close()

    def _refusal(self, error: SlackApiError) -> SlackRefusal:
        answer = error.response
        data = getattr(answer, "data", None)
        word = str(data.get("error", "")) if isinstance(data, dict) else ""
        status = int(getattr(answer, "status_code", 0) or getattr(answer, "status", 0))
        return SlackRefusal(outcome_of_error(word, status, dict(answer.headers), self._clock()), word)


def _session() -> aiohttp.ClientSession:
    tracing = aiohttp.TraceConfig()
    tracing.on_request_redirect.append(_stop)
    limit = aiohttp.ClientTimeout(total=ANSWER_TIMEOUT_SECONDS, connect=5.0)
    return aiohttp.ClientSession(timeout=limit, trust_env=True, trace_configs=[tracing])


async def _stop(_session: aiohttp.ClientSession, _context: SimpleNamespace, _redirect: object) -> None:
    raise _Redirected
