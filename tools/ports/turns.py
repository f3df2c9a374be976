"""The port of turns: periodic work that one of all processes does."""

from typing import Protocol


class TurnStore(Protocol):
    """Whose turn it is. Raises StoreUnavailable."""

    async def take(self, work: str, now: float, every: float) -> bool:
        """True for one process in `every` seconds; it remembers that the work was done `now` (epoch seconds)."""
        ...

    async def give_back(self, work: str) -> None:
        """It could not be done: whoever asks next takes the turn."""
        ...
