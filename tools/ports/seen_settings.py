"""The port of the settings that a server last started with."""

from collections.abc import Mapping, Sequence
from typing import Protocol


class SeenSettings(Protocol):
    """Digests of settings by their names; values are kept nowhere."""

    async def changed(self, digests: Mapping[str, str]) -> Sequence[str] | None:
        """Remember these, and return the names of those that are other than the last time; None the first time."""
        ...
