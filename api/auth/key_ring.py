"""Finds the API key that a caller presents: compares its digest and reads its present state from the store."""

import asyncio
import hmac
import logging
import time
from dataclasses import dataclass

from api.auth.keys import digest_of, key_id_in
from tools.cache import BoundedCache
from tools.errors import IncidentResponderError
from tools.nouns.keys import ApiKey
from tools.ports import Clock, KeyStore

# A revoked key stops working on every process within this time.
FRESH_SECONDS = 2.0
USES_SECONDS = 60.0
_REMEMBERED = 4096
logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Seen:
    """A key as it was last read from the store."""

    key: ApiKey | None
    """None if there is no such key."""

    checked: float
    """When it was read, in monotonic seconds."""


class KeyRing:
    """Reads each key at most every two seconds, and notes its use once a minute. There is one object per process."""

    def __init__(self, keys: KeyStore, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock
        self._seen: BoundedCache[str, _Seen] = BoundedCache(_REMEMBERED)
        self._noted: BoundedCache[str, float] = BoundedCache(_REMEMBERED)
        self._noting: set[asyncio.Task[None]] = set()

    async def holder(self, text: str) -> ApiKey | None:
        """Return the key if it is valid now; None for a mistyped, unknown, revoked or expired one."""
        key = await self.once_held(text)
        if key is None or not key.in_force(self._clock()):
            return None
        self._note_use(key.key_id)
        return key

    async def once_held(self, text: str) -> ApiKey | None:
        """Return the key, even if it has ended; None for a mistyped or unknown one."""
        key_id = key_id_in(text)
        key = await self._fresh(key_id) if key_id else None
        return key if key is not None and hmac.compare_digest(key.digest, digest_of(text)) else None

    def forget(self, key_id: str) -> None:
        """Read the key again at its next use, because this process has just changed it."""
        self._seen.pop(key_id, None)

    async def _fresh(self, key_id: str) -> ApiKey | None:
        now = time.monotonic()
        seen = self._seen.get(key_id)
        if seen is None or now - seen.checked > FRESH_SECONDS:
            seen = _Seen(await self._keys.key(key_id), now)
            self._seen[key_id] = seen
        return seen.key

    def _note_use(self, key_id: str) -> None:
        """Note the use in the background: a use that is recorded late, or never, does no harm."""
        now = time.monotonic()
        last = self._noted.get(key_id)
        if last is None or now - last > USES_SECONDS:
            self._noted[key_id] = now
            task = asyncio.create_task(self._note(key_id))
            self._noting.add(task)
            task.add_done_callback(self._noting.discard)

    async def _note(self, key_id: str) -> None:
        try:
            await self._keys.used(key_id)
        except IncidentResponderError as error:
            logger.warning("the use of %s is not noted: %s", key_id, error)
