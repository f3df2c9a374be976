"""The port of the queue in which accepted reports wait to be decided."""

from collections.abc import Sequence
from typing import Protocol

from tools.nouns.queued import Handed, QueueState
from tools.nouns.redacted import Redacted


class Queue(Protocol):
    """Hands every message out at least once, in any order. Raises Unavailable, with nothing half done.

    A message that is neither done nor put back comes again by itself after a while; one that came too often is put
    aside with the dead ones, and waits there for `redrive`.
    """

    async def send(self, text: Redacted, group: str) -> None:
        """Put a message in; durable when it returns. `group`: no group's backlog holds up the others.

        Raises TooLarge for one that the queue cannot hold.
        """
        ...

    async def receive(self, wait: float) -> Sequence[Handed]:
        """Some messages, at most ten; waits for the first one up to `wait` seconds."""
        ...

    async def done(self, handed: Sequence[Handed]) -> None:
        """Forget these messages: what they tell is durable elsewhere."""
        ...

    async def put_back(self, handed: Sequence[Handed], seconds: float) -> None:
        """Hand these out again, after so many seconds."""
        ...

    async def state(self) -> QueueState:
        """How full it is."""
        ...

    async def redrive(self) -> int:
        """Put dead messages back in, some at a time; returns how many, 0 when none is left."""
        ...

    async def close(self) -> None:
        """Release what is held."""
        ...
