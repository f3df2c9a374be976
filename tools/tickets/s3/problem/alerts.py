"""One alert instance: its firings, each with the problem whose head stores it, and the reported ends.

A firing is claimed here by a compare-and-swap before it is counted, so that it counts once, whichever process delivers
it. The activation itself, with its end, is in the head of its problem.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

import orjson

from tools.errors import StoreUnavailable
from tools.nouns.activations import AlertKey, Recovery
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.bucket import Objects
from tools.tickets.shared.activations import recovery_from_json, recovery_to_json

T = TypeVar("T")
MOST_KEPT = 64
MAX_SWAPS = 60


@dataclass(slots=True)
class Firing:
    """A firing as its alert stores it. Times in epoch seconds."""

    request_id: str
    """The id of the report that counts it."""
    starts_at: int
    stated: bool
    fingerprint: str
    received_at: float
    lineage: str = ""
    """The problem whose head stores it; empty while it is being counted."""
    heeds_after: int = 0
    """Only ends with a higher number apply to it, because a repeat showed that the earlier ones were wrong."""
    continues: tuple[str, str] | None = None
    """The report and problem that counted it before, if the resolve of that problem's ticket turned out wrong."""


@dataclass(slots=True)
class Alert:
    """The object of an alert."""

    firings: list[Firing] = field(default_factory=list)
    """The firings, newest last."""
    ends: list[dict[str, Any]] = field(default_factory=list)
    """The ends as they were reported, each with its number `n`, newest last."""
    told: int = 0
    """The number of reported ends."""

    def firing(self, request_id: str) -> Firing | None:
        """The firing that a report counts."""
        return next((each for each in self.firings if each.request_id == request_id), None)

    def claim(self, firing: Firing) -> None:
        """Add a firing. Firings older than the newest few are dropped here, but not in their heads."""
        self.firings = [*self.firings, firing][-MOST_KEPT:]

    def tell(self, recovery: Recovery) -> bool:
        """Add an end. Returns False if it was reported before."""
        said = recovery_to_json(recovery)
        again = ("starts_at", "at")
        if recovery.at is not None and any(all(each[name] == said[name] for name in again) for each in self.ends):
            return False
        self.told += 1
        self.ends = [*self.ends, said | {"n": self.told}][-MOST_KEPT:]
        return True

    def told_to(self, firing: Firing, alert: AlertKey) -> list[Recovery]:
        """The ends that apply to a firing."""
        heeded = (each for each in self.ends if each["n"] > firing.heeds_after)
        return [recovery_from_json({k: v for k, v in each.items() if k != "n"}, alert) for each in heeded]

    def to_bytes(self) -> bytes:
        """As stored."""
        return orjson.dumps(asdict(self))

    @classmethod
    def from_bytes(cls, body: bytes) -> "Alert":
        """The inverse of `to_bytes`."""
        stored = orjson.loads(body)
        return cls([Firing(**each) for each in stored["firings"]], stored["ends"], stored["told"])


class Alerts:
    """All access to alerts."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    async def load(self, alert: AlertKey) -> Alert:
        """Load an alert; an unknown one is empty."""
        blob = await self._objects.get(keys.alert(*alert))
        return Alert() if blob is None else Alert.from_bytes(blob.body)

    async def change(self, alert: AlertKey, change: Callable[[Alert], T]) -> tuple[Alert, T]:
        """Apply a change and make it durable; repeat it whenever a race was lost. Raises StoreUnavailable."""
        key = keys.alert(*alert)
        for _ in range(MAX_SWAPS):
            blob = await self._objects.get(key)
            found = Alert() if blob is None else Alert.from_bytes(blob.body)
            before = found.to_bytes()
            result = change(found)
            body = found.to_bytes()
            if body == before:
                return found, result
            done = self._objects.create(key, body) if blob is None else self._objects.swap(key, body, blob.etag)
            if await done:
                return found, result
        raise StoreUnavailable("one alert is changed by too many requests at once: try again")

    async def point(self, alert: AlertKey, request_id: str, lineage: str) -> None:
        """Store which problem's head has a firing."""

        def change(found: Alert) -> None:
            firing = found.firing(request_id)
            if firing is not None:
                firing.lineage = lineage

        await self.change(alert, change)


async def keep_unmatched(objects: Objects, recovery: Recovery, ulid: str) -> None:
    """List a recovery that matched nothing, under the ULID of its arrival."""
    alert = recovery.alert
    said = {
        "sender": alert.sender,
        "environment": alert.environment,
        "dedup_key": recovery.dedup_key,
        "received_at": recovery.received_at,
        "starts_at": recovery.starts_at,
        "at": recovery.ended_at,
        "service": recovery.service,
        "text": recovery.text,
    }
    name = ulid.translate(keys.INVERSE)
    await objects.put(keys.unmatched(alert.tenant, name), orjson.dumps(said))
