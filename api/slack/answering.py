"""Answers Slack within its three seconds; a slower answer is posted when it is ready."""

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from api.slack.desk import Reply, SlackDesk
from tools.errors import IncidentResponderError
from tools.inbound.slack_asks import Ask

FIRST_SECONDS = 2.0
_LATER = Reply("This takes a moment: the answer will appear here.", done=False)
logger = logging.getLogger(__name__)


class Hooks(Protocol):
    """Posts to the `response_url` of a request."""

    async def post(self, address: str, text: str) -> None:
        """Post a text. Raises Unavailable."""
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...


class Whisperer(Protocol):
    """Posts ephemeral messages."""

    async def whisper(self, channel: str, user_id: str, text: str) -> None:
        """Post a message in a channel that only one user sees. Raises Unavailable."""
        ...


class Answering:
    """One per process. A request is carried out even if Slack no longer waits for its answer."""

    def __init__(self, desk: SlackDesk, hooks: Hooks, whisperer: Callable[[], Whisperer | None]) -> None:
        self._desk = desk
        self._hooks = hooks
        self._whisperer = whisperer
        self._late: set[asyncio.Task[None]] = set()

    async def answer(self, ask: Ask, tenant: str, *, signed: bool, shown: bool) -> Reply:
        """The result of a request, or a note that it takes longer. `shown`: Slack displays the reply that we return."""
        work = asyncio.create_task(self._desk.answer(ask, tenant, signed=signed))
        await asyncio.wait([work], timeout=FIRST_SECONDS)
        if work.done() and (shown or not work.result().text):
            return work.result()
        self._keep(asyncio.create_task(self._post(ask, work)))
        return work.result() if work.done() else _LATER

    async def close(self) -> None:
        """Wait for running requests, then close the connections."""
        await asyncio.gather(*self._late, return_exceptions=True)
        await self._hooks.close()

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    async def _post(self, ask: Ask, work: "asyncio.Task[Reply]") -> None:
        reply = await work
        try:
            if ask.answer_url:
                await self._hooks.post(ask.answer_url, reply.text)
            elif ask.channel and (whisperer := self._whisperer()):
                await whisperer.whisper(ask.channel, ask.by.user_id, reply.text)
        except IncidentResponderError as error:
            logger.warning("an answer to %s did not reach Slack: %s", ask.by.user_id, error)
