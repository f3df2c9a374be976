"""The port of the erasure mark: it says when a text was last erased, so that processes can drop their caches."""

from typing import Protocol


class ErasureMark(Protocol):
    """A marker that all processes of a store share."""

    async def renew(self) -> None:
        """Record that a text was erased just now."""
        ...

    async def newest(self) -> str:
        """The present marker, which differs after each erasure; "" before the first."""
        ...
