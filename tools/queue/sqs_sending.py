"""Sends messages to SQS in batches without a timer: messages that arrive during a request share the next one."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.errors import Overloaded, TooLarge, Unavailable
from tools.nouns.redacted import Redacted

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient

MOST_AT_ONCE = 10
MOST_BYTES = 1_048_576  # per request, and so per message
MOST_WAITING = 8192
MOST_REQUESTS = 16  # under way at the same time


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that is not sent yet; its text is ASCII."""

    text: Redacted
    group: str


@dataclass(frozen=True, slots=True)
class Batch:
    """The messages of one request."""

    messages: Sequence[Outgoing]

    def send(self, client: "SQSClient", url: str) -> frozenset[int]:
        """Make the request; returns the positions of the messages that SQS did not accept."""
        reply = client.send_message_batch(
            QueueUrl=url,
            Entries=[
                {"Id": str(number), "MessageBody": each.text, "MessageGroupId": each.group}
                for number, each in enumerate(self.messages)
            ],
        )
        return frozenset(range(len(self.messages))) - {int(each["Id"]) for each in reply.get("Successful", [])}


Waiting = tuple[Outgoing, asyncio.Future[None]]


class Sending:
    """Sends messages in as few requests as the traffic allows."""

    def __init__(self, send: Callable[[Batch], Awaitable[frozenset[int]]]) -> None:
        """`send` returns the positions of the messages that were not accepted, or raises Unavailable."""
        self._send = send
        self._waiting: list[Waiting] = []
        self._running: set[asyncio.Task[None]] = set()

    async def put(self, message: Outgoing) -> None:
        """Return when the message is in the queue. Raises TooLarge, Overloaded, or Unavailable if SQS refused it."""
        if len(message.text) > MOST_BYTES:
            raise TooLarge(f"the report is longer than {MOST_BYTES} bytes: send the part that matters")
        if len(self._waiting) >= MOST_WAITING:
            raise Overloaded("too many reports are waiting to be queued: try again in a second")
        taken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((message, taken))
        if len(self._running) < MOST_REQUESTS:
            task = asyncio.create_task(self._serve())
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        await taken

    async def drain(self) -> None:
        """Wait until every message given to `put` was accepted or refused."""
        while self._running:
            await asyncio.gather(*self._running)

    async def _serve(self) -> None:
        while some := self._next():
            lost: Exception = Unavailable("SQS did not accept the report: try again")
            try:
                refused = await self._send(Batch([message for message, _ in some]))
            except Exception as error:
                refused, lost = frozenset(range(len(some))), error
            for position, (_, taken) in enumerate(some):
                if taken.done():
                    continue
                if position in refused:
                    taken.set_exception(lost)
                else:
                    taken.set_result(None)

    def _next(self) -> list[Waiting]:
        """Take the oldest messages that fit into one request."""
        size, count = 0, 0
        for message, _ in self._waiting[:MOST_AT_ONCE]:
            size += len(message.text)
            if size > MOST_BYTES:
                break
            count += 1
        some, self._waiting = self._waiting[:count], self._waiting[count:]
        return some
