"""Changes, stored as records whose names sort by time; implemented once for every store."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict

import orjson

from tools.ids import time_prefix
from tools.nouns.changes import KEPT_SECONDS, Change
from tools.ports.changes import ChangeLog
from tools.ports.matching import Clock
from tools.tickets.shared.records import Records

MOST_FORGOTTEN = 20
"""How many old changes are deleted with each new one."""


class ChangeRecords(ChangeLog):
    """The ChangeLog port."""

    def __init__(self, records: Records, clock: Clock) -> None:
        self._records = records
        self._clock = clock

    async def add(self, change: Change) -> None:
        """See `ChangeLog`."""
        folder = _folder(change.tenant, change.service)
        await self._records.put(folder + change.change_id, orjson.dumps(asdict(change)))
        oldest, old = _name(self._clock() - KEPT_SECONDS), list[str]()
        async for each in self._records.names(folder):
            if each.name >= oldest or len(old) == MOST_FORGOTTEN:
                break
            old.append(each.name)
        for name in old:
            await self._records.delete(folder + name)

    async def near(self, tenant: str, service: str, since: float, until: float) -> Sequence[Change]:
        """See `ChangeLog`."""
        folder, found = _folder(tenant, service), list[Change]()
        async for each in self._records.names(folder, after=_name(since)):
            if each.name > _name(until + 0.001):
                break
            record = await self._records.get(folder + each.name)
            if record is not None:
                found.append(Change(**orjson.loads(record.body)))
        return found


def _folder(tenant: str, service: str) -> str:
    return f"change/{hashlib.sha256(f'{tenant}{chr(31)}{service}'.encode()).hexdigest()[:32]}/"


def _name(at: float) -> str:
    return f"chg_{time_prefix(at)}"
