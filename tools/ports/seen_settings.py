"""The port of the settings that a server last started with."""

from collections.abc import Mapping, Sequence
from typing import Protocol


class SeenSettings(Protocol):
    """Digests of settings, by name; the values are not stored."""

    async def changed(self, digests: Mapping[str, str]) -> Sequence[str] | None:
        """Store the digests; returns the names whose digest differs from the last time, or None the first time."""
        ...
