"""The settings that the last server started with, so that a change can be audited."""

from collections.abc import Mapping

import orjson

from tools.ports.seen_settings import SeenSettings
from tools.tickets.shared.records import Records

_SEEN = "settings/seen"


class SettingsRecord(SeenSettings):
    """The SeenSettings port, over one record."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def changed(self, digests: Mapping[str, str]) -> list[str] | None:
        """See `SeenSettings`. If several processes start at once, one of them gets the names."""
        body = orjson.dumps(dict(digests), option=orjson.OPT_SORT_KEYS)
        while True:
            found = await self._records.get(_SEEN)
            if found is None:
                if await self._records.create(_SEEN, body):
                    return None
                continue
            if found.body == body:
                return []
            before = orjson.loads(found.body)
            if await self._records.swap(_SEEN, body, found.etag):
                return sorted(name for name in before.keys() | digests if before.get(name) != digests.get(name))
