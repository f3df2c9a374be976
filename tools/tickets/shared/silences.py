"""Silences, stored as records; implemented once for every store."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from tools.errors import NotFound
from tools.ids import is_silence_id, newest_first
from tools.nouns.delivery_json import silence_from_bytes, silence_to_bytes
from tools.nouns.silences import Silence
from tools.ports.deliveries import SilenceStore
from tools.tickets.shared import delivery_keys as keys
from tools.tickets.shared.records import Records, bodies


class SilenceRecords(SilenceStore):
    """The SilenceStore port. A mark leads to each silence that is not checked."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def add(self, silence: Silence) -> None:
        """See `SilenceStore`."""
        await self._records.put(keys.UNCHECKED + silence.silence_id, keys.key_of(silence.tenant).encode())
        await self._records.put(_name(keys.key_of(silence.tenant), silence.silence_id), silence_to_bytes(silence))

    async def silences(self, tenant: str) -> Sequence[Silence]:
        """See `SilenceStore`."""
        found = await bodies(self._records, f"{keys.SILENCES}{keys.key_of(tenant)}/")
        return [silence_from_bytes(body) for _, body in found]

    async def unchecked(self) -> Sequence[Silence]:
        """See `SilenceStore`."""
        marks = await bodies(self._records, keys.UNCHECKED)
        records = [await self._records.get(_name(tenant_key.decode(), name)) for name, tenant_key in marks]
        return [silence_from_bytes(record.body) for record in records if record is not None]

    async def end(self, tenant: str, silence_id: str, now: float) -> Silence:
        """See `SilenceStore`."""

        def ended(silence: Silence) -> Silence:
            return silence if silence.ends_at <= now else replace(silence, ended_at=now)

        found = await self._change(tenant, silence_id, ended) if is_silence_id(silence_id) else None
        if found is None:
            raise NotFound(f"no silence {silence_id[:80]!r}")
        return found

    async def mark_checked(self, silence: Silence) -> None:
        """See `SilenceStore`."""
        await self._change(silence.tenant, silence.silence_id, lambda found: replace(found, checked=True))
        await self._records.delete(keys.UNCHECKED + silence.silence_id)

    async def _change(self, tenant: str, silence_id: str, change: Callable[[Silence], Silence]) -> Silence | None:
        name = _name(keys.key_of(tenant), silence_id)
        while (found := await self._records.get(name)) is not None:
            before = silence_from_bytes(found.body)
            after = change(before)
            if after == before or await self._records.swap(name, silence_to_bytes(after), found.etag):
                return after
        return None


def _name(tenant_key: str, silence_id: str) -> str:
    return f"{keys.SILENCES}{tenant_key}/{newest_first(silence_id)}"
