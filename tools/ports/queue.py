"""The port of the queue in which accepted reports wait to be decided."""

from collections.abc import Sequence
from typing import Protocol

from tools.nouns.queued import QueueState, ReceivedMessage
from tools.nouns.redacted import Redacted


class Queue(Protocol):
    """Delivers every message at least once, in any order. Methods raise Unavailable, with nothing half done.

    A message that is neither done nor put back is received again after its visibility timeout; one that was received
    too often becomes a dead letter and waits for `redrive`.
    """

    async def send(self, text: Redacted, group: str) -> None:
        """Enqueue a message; durable when it returns. `group`: no group's backlog delays the others.

        Raises TooLarge for a message that the queue cannot hold.
        """
        ...

    async def receive(self, wait: float) -> Sequence[ReceivedMessage]:
        """Receive up to ten messages; waits at most `wait` seconds for the first one."""
        ...

    async def done(self, received: Sequence[ReceivedMessage]) -> None:
        """Delete these messages: their reports are durable elsewhere."""
        ...

    async def put_back(self, received: Sequence[ReceivedMessage], seconds: float) -> None:
        """Make these messages visible again after `seconds`."""
        ...

    async def state(self) -> QueueState:
        """How many messages the queue holds."""
        ...

    async def redrive(self) -> int:
        """Requeue some dead letters; returns how many, 0 if none is left."""
        ...

    async def close(self) -> None:
        """Release its resources."""
        ...
