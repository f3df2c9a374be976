"""The intake log, stored as records; implemented once for every store."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, replace

import orjson

from tools.ids import new_ulid, ulid_time
from tools.nouns.intake_log import KEPT_PER_KEY, KEPT_SECONDS, Heartbeat, LastIntake, RefusedBody, TurnedAway
from tools.nouns.redacted import Redacted
from tools.ports.intake_log import IntakeLog
from tools.ports.matching import Clock
from tools.tickets.shared.records import Records, bodies

_LAST, _REFUSED, _BEATS = "intake-last/", "intake-refused/", "heartbeat/"
_ENVIRONMENTS, _TURNED_AWAY = "intake-environment/", "intake-turned-away/"
_MARKED_BY = "marked_by"
"""Distinguishes two processes that notice a missing heartbeat at the same time."""

_FORGETTING = 0.9
"""How slowly an unusually long gap between two beats is forgotten."""


class IntakeLogRecords(IntakeLog):
    """The IntakeLog port."""

    def __init__(self, records: Records, clock: Clock) -> None:
        self._records = records
        self._clock = clock

    async def note(self, last: LastIntake) -> None:
        """See `IntakeLog`."""
        name = f"{_LAST}{_digest(last.tenant)}/{_digest(last.sender, last.identity)}"
        await self._records.put(name, orjson.dumps(asdict(last)))

    async def last_intakes(self, tenant: str) -> Sequence[LastIntake]:
        """See `IntakeLog`."""
        found = [orjson.loads(body) for _, body in await bodies(self._records, f"{_LAST}{_digest(tenant)}/")]
        texts = [{name: tuple(each.get(name, ())) for name in ("warnings", "reasons")} for each in found]
        intakes = [LastIntake(**each | said) for each, said in zip(found, texts, strict=True)]
        return sorted(intakes, key=lambda each: -each.at)

    async def refuse(self, body: RefusedBody) -> None:
        """See `IntakeLog`."""
        folder = f"{_REFUSED}{_digest(body.tenant)}/{_digest(body.identity)}/"
        await self._records.put(folder + new_ulid(body.at), orjson.dumps(asdict(body)))
        names = [each.name async for each in self._records.names(folder)]
        oldest = self._clock() - KEPT_SECONDS
        for number, name in enumerate(names, start=KEPT_PER_KEY - len(names)):
            if number < 0 or ulid_time(name) < oldest:
                await self._records.delete(folder + name)

    async def refused(self, tenant: str, limit: int) -> Sequence[RefusedBody]:
        """See `IntakeLog`."""
        oldest = self._clock() - KEPT_SECONDS
        kept = [RefusedBody(**orjson.loads(body)) for _, body in await bodies(self._records, self._refused_of(tenant))]
        return sorted((each for each in kept if each.at >= oldest), key=lambda each: -each.at)[:limit]

    async def turn_away(self, request: TurnedAway) -> None:
        """See `IntakeLog`."""
        folder = f"{_TURNED_AWAY}{_digest(request.tenant)}/"
        name = folder + _digest(request.sender, request.identity, request.why)
        await self._records.put(name, orjson.dumps(asdict(request)))

    async def turned_away(self, tenant: str, limit: int) -> Sequence[TurnedAway]:
        """See `IntakeLog`."""
        oldest = self._clock() - KEPT_SECONDS
        found = await bodies(self._records, f"{_TURNED_AWAY}{_digest(tenant)}/")
        kept = (TurnedAway(**orjson.loads(body)) for _, body in found)
        return sorted((each for each in kept if each.at >= oldest), key=lambda each: -each.at)[:limit]

    async def beat(self, heartbeat: Heartbeat) -> Heartbeat | None:
        """See `IntakeLog`."""
        name = _beat(heartbeat)
        while True:
            found = await self._records.get(name)
            if found is None:
                if await self._records.create(name, _to_bytes(heartbeat)):
                    return None
                continue
            before = _from_bytes(found.body)
            if await self._records.swap(name, _to_bytes(_beaten(before, heartbeat)), found.etag):
                return before

    async def note_environment(self, tenant: str, sender: str, environment: Redacted) -> None:
        """See `IntakeLog`."""
        body = orjson.dumps({"tenant": tenant, "sender": sender, "environment": environment})
        await self._records.create(_environments(tenant, sender) + _digest(environment), body)

    async def environments_of(self, tenant: str, sender: str) -> Sequence[str]:
        """See `IntakeLog`."""
        found = await bodies(self._records, _environments(tenant, sender))
        return [str(orjson.loads(body)["environment"]) for _, body in found]

    async def heartbeats(self) -> Sequence[Heartbeat]:
        """See `IntakeLog`."""
        return [_from_bytes(body) for _, body in await bodies(self._records, _BEATS)]

    async def miss(self, heartbeat: Heartbeat, since: float) -> bool:
        """See `IntakeLog`."""
        found = await self._records.get(_beat(heartbeat))
        if found is None or _from_bytes(found.body) != heartbeat:
            return False
        missing = asdict(replace(heartbeat, missing_since=since)) | {_MARKED_BY: new_ulid(since)}
        return await self._records.swap(_beat(heartbeat), orjson.dumps(missing), found.etag)

    def _refused_of(self, tenant: str) -> str:
        return f"{_REFUSED}{_digest(tenant)}/"


def _environments(tenant: str, sender: str) -> str:
    return f"{_ENVIRONMENTS}{_digest(tenant, sender)}/"


def _beaten(before: Heartbeat, now: Heartbeat) -> Heartbeat:
    """Return the heartbeat with its newest beat. A gap that ends a missing period does not count as usual."""
    gap = now.last_at - before.last_at
    usual = before.interval if before.missing_since is not None else max(gap, before.interval * _FORGETTING)
    return replace(now, interval=usual, last_at=max(now.last_at, before.last_at))


def _beat(heartbeat: Heartbeat) -> str:
    return f"{_BEATS}{_digest(heartbeat.tenant, heartbeat.environment, heartbeat.sender, heartbeat.alert)}"


def _to_bytes(heartbeat: Heartbeat) -> bytes:
    return orjson.dumps(asdict(heartbeat))


def _from_bytes(body: bytes) -> Heartbeat:
    stored = orjson.loads(body)
    stored.pop(_MARKED_BY, None)
    return Heartbeat(**stored)


def _digest(*texts: str) -> str:
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:32]
