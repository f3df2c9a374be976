"""The leases on destinations, stored as records; implemented once for every store."""

import time
from collections.abc import Callable
from dataclasses import asdict, replace

import orjson

from tools.nouns.deliveries import Hold, Lane
from tools.ports.deliveries import LaneStore
from tools.tickets.shared import delivery_keys as keys
from tools.tickets.shared.records import Records


class LaneRecords(LaneStore):
    """The LaneStore port.

    The lease of another process has ended if it was not renewed while this process watched for as long as a lease
    lasts, whatever their clocks show; or if it expired longer ago than clocks may differ.
    """

    def __init__(self, records: Records, skew: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        """`skew` is by how many seconds the clocks of two processes may differ."""
        self._records = records
        self._skew = skew
        self._monotonic = monotonic
        self._watched: dict[str, tuple[str, float]] = {}
        """For each destination, the version of its lane and since when that has been the newest one."""

    async def lane(self, destination: str) -> Lane:
        """See `LaneStore`."""
        return (await self._read(destination))[0]

    async def take(self, destination: str, holder: str, now: float, seconds: float) -> Lane | None:
        """See `LaneStore`."""
        lane, version = await self._read(destination)
        if lane.holder not in ("", holder) and not self._is_over(destination, lane, version, now):
            return None
        mine = replace(lane, holder=holder, taken_at=now, until=now + seconds)
        return mine if await self._write(destination, mine, version) else None

    async def change(self, destination: str, lane: Lane) -> bool:
        """See `LaneStore`."""
        stored, version = await self._read(destination)
        return stored.holder == lane.holder and await self._write(destination, lane, version)

    async def release(self, destination: str, holder: str) -> None:
        """See `LaneStore`."""
        lane, version = await self._read(destination)
        if lane.holder == holder:
            await self._write(destination, replace(lane, holder="", until=0.0), version)

    async def hold(self, hold: Hold) -> None:
        """See `LaneStore`."""
        await self._records.put(keys.HOLD, orjson.dumps(asdict(hold)))

    async def end_hold(self) -> bool:
        """See `LaneStore`."""
        held = await self.held() is not None
        await self._records.delete(keys.HOLD)
        return held

    async def held(self) -> Hold | None:
        """See `LaneStore`."""
        found = await self._records.get(keys.HOLD)
        return None if found is None else Hold(**orjson.loads(found.body))

    def _is_over(self, destination: str, lane: Lane, version: str, now: float) -> bool:
        watched, since = self._watched.get(destination, ("", 0.0))
        if watched != version:
            self._watched[destination] = version, since = version, self._monotonic()
        unchanged = self._monotonic() - since
        return unchanged >= lane.until - lane.taken_at or now >= lane.until + self._skew

    async def _read(self, destination: str) -> tuple[Lane, str]:
        found = await self._records.get(keys.LANES + keys.key_of(destination))
        return (Lane(), "") if found is None else (lane_from_bytes(found.body), found.etag)

    async def _write(self, destination: str, lane: Lane, version: str) -> bool:
        name, body = keys.LANES + keys.key_of(destination), lane_to_bytes(lane)
        return await (self._records.swap(name, body, version) if version else self._records.create(name, body))


def lane_to_bytes(lane: Lane) -> bytes:
    """Return the lane as a record stores it.

    A lane that is not failing is stored as before `failing_since` existed, so that older processes can still read it.
    """
    stored = asdict(lane)
    if lane.failing_since is None:
        del stored["failing_since"]
    return orjson.dumps(stored)


def lane_from_bytes(body: bytes) -> Lane:
    """Return the lane stored in a record."""
    stored = orjson.loads(body)
    return Lane(**stored | {"opened": tuple(stored.get("opened", ()))})
