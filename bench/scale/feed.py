"""A queue that holds given reports from the start and answers as slowly as SQS, as input for a measured process."""

import asyncio
from collections import deque
from collections.abc import Sequence

from tools.nouns.queued import QueueState, ReceivedMessage
from tools.nouns.redacted import Redacted
from tools.ports.queue import Queue


class Feed(Queue):
    """See `Queue`. `finished` is set when every message is done."""

    def __init__(self, texts: Sequence[Redacted], messages: int, seconds: float) -> None:
        """`messages` is how many it hands out at once; `seconds` is how long each request takes."""
        self._waiting = deque(ReceivedMessage(f"m{number}", text, f"r{number}") for number, text in enumerate(texts))
        self._left = self._sent = len(texts)
        self._messages = messages
        self._seconds = seconds
        self.finished = asyncio.Event()
        self.put_back_count = 0

    async def send(self, text: Redacted, group: str) -> None:
        """See `Queue`."""
        await asyncio.sleep(self._seconds)
        self._waiting.append(ReceivedMessage(f"{group}{self._sent}", text, f"r{self._sent}"))
        self._sent += 1
        self._left += 1

    async def receive(self, wait: float) -> Sequence[ReceivedMessage]:
        """See `Queue`; waits while other receivers hold the remaining messages."""
        taken = [self._waiting.popleft() for _ in range(min(self._messages, len(self._waiting)))]
        if not taken:
            await asyncio.wait([asyncio.ensure_future(self.finished.wait())], timeout=wait)
            return []
        await asyncio.sleep(self._seconds)
        return taken

    async def done(self, received: Sequence[ReceivedMessage]) -> None:
        """See `Queue`."""
        await asyncio.sleep(self._seconds)
        self._left -= len(received)
        if not self._left:
            self.finished.set()

    async def put_back(self, received: Sequence[ReceivedMessage], seconds: float) -> None:
        """See `Queue`."""
        self.put_back_count += len(received)
        asyncio.get_running_loop().call_later(seconds, self._waiting.extend, received)

    async def state(self) -> QueueState:
        """See `Queue`."""
        return QueueState(len(self._waiting), self._left - len(self._waiting), 0)

    async def redrive(self) -> int:
        """Return 0: there are no dead letters."""
        return 0

    async def close(self) -> None:
        """Do nothing: there is nothing to release."""
