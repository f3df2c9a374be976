"""Asks a language model one question through OpenAI's API: structured, time-boxed, budgeted, with a circuit breaker."""

import asyncio
import json
import logging
import random
import time
import warnings
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Literal, TypeVar

from langchain_openai import ChatOpenAI
from pydantic import BaseModel, SecretStr

from tools.advisors.llm_call import watched_call
from tools.advisors.llm_errors import Malformed, Retry, reason, retry_after, retry_for
from tools.advisors.llm_http import bounded_client
from tools.advisors.llm_limits import SpendingLimit
from tools.errors import Unavailable
from tools.resilience.budget import COST, RetryBudget
from tools.resilience.guard import Guard, ServiceFault
from tools.settings import Settings
from tools.telemetry.model_watch import Instead, ModelWatch, Purpose, Unwatched

logger = logging.getLogger(__name__)
Schema = TypeVar("Schema", bound=BaseModel)
Messages = Sequence[tuple[str, str]]

CHARACTERS_PER_TOKEN = 3  # a cautious estimate; the service's own count replaces it
FIRST_RETRY_WAIT_SECONDS, LONGEST_RETRY_WAIT_SECONDS = 0.5, 8.0
REPEATS = 3  # the most retries until successful calls have earned more


def uncounted(_tenant: str) -> None:
    """Do nothing; the default of `LanguageModel.count`."""


class LanguageModel:
    """Shared by the advisor and the adjudicator, so that they share the budget and the breaker."""

    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], float] = time.monotonic,
        jitter: Callable[[float, float], float] = random.uniform,
    ) -> None:
        """`clock` and `jitter` are replaced in tests."""
        self.name = settings.openai_model
        self.count: Callable[[str], None] = uncounted
        """Called for each call with the tenant it is made for."""
        self.watch: ModelWatch = Unwatched()
        self._settings = settings
        self._jitter = jitter
        self._chats: dict[str, ChatOpenAI] = {}
        self._form: Literal["json_schema", "json_mode"] = "json_schema"
        self._http = bounded_client()  # our own: langchain's default one is shared and must not be closed
        self._spending = SpendingLimit(settings.llm_calls_per_minute, settings.llm_tokens_per_minute, clock)
        self._repeats = RetryBudget(REPEATS * COST)
        self._guard = Guard("openai", attempts=1)  # only the circuit breaker: retries are decided here

    async def ask(
        self,
        messages: Messages,
        schema: type[Schema],
        *,
        tenant: str,
        seconds: float,
        max_tokens: int,
        repeat: bool = True,
        purpose: Purpose = Purpose.ADVICE,
    ) -> Schema:
        """Ask for an answer that fits the schema. Raises Unavailable, with the reason in our own words.

        Args:
        messages: (role, text) pairs.
        schema: the form of the answer; the service gets it, and the answer is checked against it.
        tenant: whose quota each call counts against, including retries.
        seconds: the limit for everything, including waits and retries.
        max_tokens: the limit of the answer.
        repeat: whether a transient failure is retried within that time.
        purpose: what the call is counted as.
        """

        async def once(name: str) -> Schema:
            return await self._once(tenant, name, messages, schema, max_tokens, purpose)

        async def attempt() -> Schema:
            try:
                async with asyncio.timeout(seconds):
                    return await self._with_retries(once, seconds, repeat)
            except Unavailable:
                raise
            except Exception as error:
                logger.warning("the language model %s failed: %s", self.name, reason(error))
                raise ServiceFault(reason(error)) from error

        return await self._guard.call(attempt)

    @property
    def state(self) -> str:
        """The circuit breaker's state: closed, opened or half-opened."""
        return self._guard.state

    async def warn_of_shutdown(self) -> None:
        """Ask the service when our model will be shut down, and log that. A failure is only logged."""
        try:
            model = await self._chat(self.name).root_async_client.models.retrieve(self.name, timeout=10)
        except Exception as error:
            logger.info("cannot find out how long the model %s will be available: %s", self.name, reason(error))
            return
        if ends := getattr(model, "shutdown_date", None):
            fallback = self._settings.openai_fallback_model
            logger.warning("OPENAI_MODEL %s is shut down on %s; then %s takes over", self.name, ends, fallback)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _with_retries(self, once: Callable[[str], Awaitable[Schema]], seconds: float, repeat: bool) -> Schema:
        """Call `once`, which asks the model of the given name, with retries."""
        ends = time.monotonic() + seconds
        tried: list[Retry] = []
        while True:
            name = self.name
            try:
                answer = await once(name)
                self._repeats.succeeded(retried=bool(tried))
                return answer
            except Exception as error:
                wait = self._wait_before_retry(error, name, tried, repeat)
                if wait is None or time.monotonic() + wait >= ends:
                    raise
            await asyncio.sleep(wait)

    def _wait_before_retry(self, error: Exception, name: str, tried: list[Retry], repeat: bool) -> float | None:
        """Return the seconds to wait before the next attempt, with full jitter; None to give up."""
        retry = retry_for(error)
        tried.append(retry)
        fallback = self._settings.openai_fallback_model
        if retry is Retry.OTHER_MODEL and name != fallback:
            logger.warning("the language model %s is gone: OPENAI_FALLBACK_MODEL %s takes over", name, fallback)
            self.name = fallback
            self.watch.did_without(Instead.OTHER_MODEL, "gone")
            return 0.0
        if retry is Retry.OTHER_FORM and self._form == "json_schema":
            logger.warning("the service of %s does not support JSON schemas: now the prompt asks for JSON", name)
            self._form = "json_mode"
            return 0.0
        if not repeat or retry not in (Retry.WAIT, Retry.REPEAT):
            return None
        if tried.count(Retry.REPEAT) > 1 or not self._repeats.take():
            return None
        longest = (
            min(LONGEST_RETRY_WAIT_SECONDS, FIRST_RETRY_WAIT_SECONDS * 2 ** len(tried)) if retry is Retry.WAIT else 0.0
        )
        return max(retry_after(error), self._jitter(0.0, longest))

    async def _once(
        self, tenant: str, name: str, messages: Messages, schema: type[Schema], max_tokens: int, purpose: Purpose
    ) -> Schema:
        characters = sum(len(text) for _, text in messages)
        booking = self._spending.book(characters // CHARACTERS_PER_TOKEN + max_tokens)
        if booking is None:
            raise Unavailable("the language model's budget for this minute is spent")
        self.count(tenant)
        strict = True if self._form == "json_schema" else None
        asked = self._chat(name).with_structured_output(
            schema, method=self._form, strict=strict, include_raw=True, max_completion_tokens=max_tokens
        )
        with watched_call(self.watch, name, purpose) as counted:
            answer: Any = await asked.ainvoke([*messages, *self._in_words(schema)])
            counted.answered(answer["raw"])
            if usage := answer["raw"].usage_metadata:
                booking.tokens = usage["total_tokens"]
            if not isinstance(answer["parsed"], schema):
                raise Malformed
            return answer["parsed"]

    def _in_words(self, schema: type[BaseModel]) -> Messages:
        """Return the schema in words, for a service without schemas; its answer is checked like any other."""
        if self._form == "json_schema":
            return ()
        return [
            ("system", f"Answer with one JSON object of this JSON Schema: {json.dumps(schema.model_json_schema())}")
        ]

    def _chat(self, name: str) -> ChatOpenAI:
        if name not in self._chats:
            # A streamed answer carries its parsed form in a field that langchain's own types call empty.
            warnings.filterwarnings("ignore", "Pydantic serializer warnings", UserWarning, "pydantic.main")
            self._chats[name] = ChatOpenAI(
                model=name,
                api_key=self._settings.openai_api_key or SecretStr("none"),  # a local server may need none
                base_url=self._settings.openai_base_url,
                timeout=self._settings.openai_timeout_seconds,
                max_retries=0,
                http_async_client=self._http,
            )
        return self._chats[name]
