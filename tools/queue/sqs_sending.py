"""Sends messages to SQS: those that arrive during a request go together in the next one, without a timer."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.errors import Overloaded, TooLarge, Unavailable
from tools.nouns.redacted import Redacted

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient

MOST_AT_ONCE = 10
MOST_BYTES = 1_048_576  # of all messages of one request, and so of each
MOST_WAITING = 8192
MOST_REQUESTS = 16  # under way at the same time


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that nobody has taken yet; its text is ASCII."""

    text: Redacted
    group: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages of one request."""

    messages: Sequence[Outgoing]

    def send(self, client: "SQSClient", url: str) -> frozenset[int]:
        """Make the request; returns the positions of those that SQS did not take."""
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
    """Sends what it is given in as few requests as its traffic allows."""

    def __init__(self, send: Callable[[Batch], Awaitable[frozenset[int]]]) -> None:
        """`send` raises Unavailable, or returns the positions that were not taken."""
        self._send = send
        self._waiting: list[Waiting] = []
        self._running: set[asyncio.Task[None]] = set()

    async def put(self, message: Outgoing) -> None:
        """Returns when the message is in the queue. Raises TooLarge, Overloaded, or Unavailable if it was not taken."""
        if len(message.text) > MOST_BYTES:
            raise TooLarge(f"the report is longer than {MOST_BYTES} bytes: send the part that matters")
        if len(self._waiting) >= MOST_WAITING:
            raise Overloaded("too many reports wait to be queued: try again in a second")
        taken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((message, taken))
        if len(self._running) < MOST_REQUESTS:
            task = asyncio.create_task(self._serve())
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        await taken

    async def drain(self) -> None:
        """Wait until everything accepted is in the queue, or was refused."""
        while self._running:
            await asyncio.gather(*self._running)

    async def _serve(self) -> None:
        while some := self._next():
            lost: Exception = Unavailable("SQS did not take the report: try again")
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
        """The oldest ones that fit into one request."""
        size, count = 0, 0
        for message, _ in self._waiting[:MOST_AT_ONCE]:
            size += len(message.text)
            if size > MOST_BYTES:
                break
            count += 1
        some, self._waiting = self._waiting[:count], self._waiting[count:]
        return some
