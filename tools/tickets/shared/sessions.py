"""Sessions, stored as records; implemented once for every store."""

from dataclasses import asdict, replace

import orjson

from tools.nouns.sessions import Session
from tools.ports.matching import Clock
from tools.ports.sessions import SessionStore
from tools.tickets.shared.records import Records

_SESSIONS = "session/"
MOST_LOOKED_AT = 50
"""How many old sessions are checked with each new one."""


class SessionRecords(SessionStore):
    """The SessionStore port."""

    def __init__(self, records: Records, clock: Clock) -> None:
        self._records = records
        self._clock = clock

    async def begin(self, session: Session) -> None:
        """See `SessionStore`."""
        await self._records.put(_SESSIONS + session.digest, _to_bytes(session))
        await self._forget_some(session.digest)

    async def session(self, digest: str) -> Session | None:
        """See `SessionStore`."""
        found = await self._records.get(_SESSIONS + digest)
        return None if found is None else Session(**orjson.loads(found.body))

    async def used(self, session: Session) -> None:
        """See `SessionStore`."""
        found = await self._records.get(_SESSIONS + session.digest)
        if found is not None:
            now = _to_bytes(replace(session, used_at=self._clock()))
            await self._records.swap(_SESSIONS + session.digest, now, found.etag)

    async def end(self, digest: str) -> None:
        """See `SessionStore`."""
        await self._records.delete(_SESSIONS + digest)

    async def _forget_some(self, after: str) -> None:
        """Delete expired sessions among the next names. Digests are random, so these are a fair sample of all."""
        looked_at = 0
        async for each in self._records.names(_SESSIONS, after=after):
            known = await self.session(each.name)
            if known is not None and not known.in_force(self._clock()):
                await self.end(each.name)
            looked_at += 1
            if looked_at == MOST_LOOKED_AT:
                return


def _to_bytes(session: Session) -> bytes:
    return orjson.dumps(asdict(session))
