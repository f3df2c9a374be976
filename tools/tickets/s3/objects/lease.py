"""A periodic task that one of several processes does at a time."""

from dataclasses import asdict, dataclass

import orjson

from tools.ids import new_ulid
from tools.ports import Clock
from tools.tickets.s3.objects.bucket import Objects

HOLDER_LEASE_SECONDS = 120.0
"""A holder that is silent for longer has died or is slow.

Another process starts the task then, so it may run twice at once.
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """Who runs the task or ran it last ("" once it ended), since when, and the time of the last thorough run."""

    holder: str = ""
    at: float = 0.0
    thorough_at: float = 0.0

    def to_bytes(self) -> bytes:
        """As stored."""
        return orjson.dumps(asdict(self))


class Lease:
    """One object, taken by compare-and-swap."""

    def __init__(self, objects: Objects, clock: Clock, key: str) -> None:
        self._objects = objects
        self._clock = clock
        self._key = key
        self._name = new_ulid(clock())

    async def take(self, pace: float) -> Turn | None:
        """Return the previous turn, or None while another process holds it or if it started less than `pace` s ago."""
        now, blob = self._clock(), await self._objects.get(self._key)
        if blob is None:
            return Turn() if await self._objects.create(self._key, Turn(self._name, now).to_bytes()) else None
        last = Turn(**orjson.loads(blob.body))
        if abs(now - last.at) < (HOLDER_LEASE_SECONDS if last.holder else pace):
            return None
        mine = Turn(self._name, now, last.thorough_at)
        return last if await self._objects.swap(self._key, mine.to_bytes(), blob.etag) else None

    async def release(self, turn: Turn) -> None:
        """End the turn, so that the next one need not wait."""
        await self._objects.put(self._key, turn.to_bytes())
