"""Watches, stored as records; implemented once for every store. Their names begin with the time they are due."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict

import orjson

from tools.nouns.watches import Watch
from tools.ports.watches import WatchStore
from tools.tickets.shared.records import Records

_FOLDER = "watch/"
_DIGITS = 15
"""The digits of milliseconds since 1970: names sort by time until the year 33,658."""


class WatchRecords(WatchStore):
    """The WatchStore port."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def begin(self, watch: Watch) -> None:
        """See the port."""
        await self._records.create(_FOLDER + _name(watch), orjson.dumps(asdict(watch)))

    async def due(self, now: float, limit: int) -> Sequence[Watch]:
        """See the port. Watches that are not due yet cost nothing, because they sort after the others."""
        found: list[Watch] = []
        async for each in self._records.names(_FOLDER):
            if len(found) == limit or int(each.name[:_DIGITS]) > now * 1000:
                break
            if (record := await self._records.get(_FOLDER + each.name)) is not None:
                stored = orjson.loads(record.body)
                found.append(Watch(**stored | {"to": tuple(stored["to"])}))
        return found

    async def end(self, watch: Watch) -> None:
        """See the port."""
        await self._records.delete(_FOLDER + _name(watch))


def _name(watch: Watch) -> str:
    """Return the same name for the same watch, however often it is begun."""
    what = (watch.tenant, watch.incident_id, watch.notice_id, str(watch.after), *watch.to)
    digest = hashlib.sha256("\x1f".join(what).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return f"{int(watch.due * 1000):0{_DIGITS}}-{digest}"
