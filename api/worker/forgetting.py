"""Drops this process's text caches when any process of the store has erased a text."""

from tools.cache import forget_texts
from tools.ports.erasure_mark import ErasureMark

LOOK_SECONDS, LOOK_SECONDS_OF_A_BUCKET = 2.0, 10.0


class Forgetting:
    """One per process."""

    def __init__(self, mark: ErasureMark) -> None:
        self._mark = mark
        self._seen: str | None = None

    async def look(self) -> bool:
        """Drop the caches if a text was erased since the last look. At the first look they are still empty."""
        newest = await self._mark.newest()
        is_newer = self._seen is not None and newest != self._seen
        if is_newer:
            forget_texts()
        self._seen = newest
        return is_newer
