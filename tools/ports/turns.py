"""The port of turns, for periodic work that only one of all processes does."""

from typing import Protocol


class TurnStore(Protocol):
    """Decides whose turn it is. Raises StoreUnavailable."""

    async def take(self, work: str, now: float, every: float) -> bool:
        """True for one process in `every` seconds; records that the work was done `now` (epoch seconds)."""
        ...

    async def release(self, work: str) -> None:
        """Release the turn if the work could not be done: the next caller takes it."""
        ...
