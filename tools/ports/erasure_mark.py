"""The port of the erasure mark: it says when a text was last erased, so that processes can drop their caches."""

from typing import Protocol


class ErasureMark(Protocol):
    """One word for all processes of a store."""

    async def renew(self) -> None:
        """Say that a text was erased just now."""
        ...

    async def newest(self) -> str:
        """Another word after each erasure; "" before the first."""
        ...
