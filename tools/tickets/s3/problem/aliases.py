"""Aliases fingerprint → lineage, each claimed once by a conditional write that contains the initial head."""

import base64
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import orjson

from tools.cache import BoundedCache
from tools.nouns.reports import Profile
from tools.text.identity.profiles import profile_from_json
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.bucket import Objects
from tools.tickets.s3.objects.folders import contents
from tools.tickets.s3.problem.lineage import Lineage

MAX_PINS = 8
MAX_KEPT = 4096


@dataclass(frozen=True, slots=True)
class Alias:
    """Where a fingerprint leads."""

    tenant: str
    fingerprint: str
    lineage: str
    """The lineage it leads to now."""
    home: str
    """The lineage it belongs to without any merges."""
    service: str
    environment: str
    origin: str
    profile: dict[str, Any]
    claimed_by: str
    """The request id of its first report."""
    vector: str = ""
    birth: dict[str, Any] | None = None
    """The initial head, if this claim opened a lineage."""
    decision: dict[str, Any] | None = None
    """The decision of the report that opened it."""
    pins: list[tuple[int, str, str]] = field(default_factory=list)
    """The splits within the fingerprint: (position, value, derived fingerprint)."""
    etag: str = ""

    def to_bytes(self) -> bytes:
        """As stored."""
        return orjson.dumps({name: value for name, value in asdict(self).items() if name != "etag"})

    def stored_profile(self) -> Profile:
        """The profile, which matching reads."""
        return profile_from_json(self.profile)

    def vector_bytes(self) -> bytes:
        """The embedding as little-endian float32; empty before the search has run."""
        return base64.b64decode(self.vector)

    def initial_head(self) -> Lineage | None:
        """The initial head, if this alias opened a lineage."""
        return None if self.birth is None else Lineage.from_bytes(orjson.dumps(self.birth))


class Aliases:
    """All access to aliases."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._known: BoundedCache[tuple[str, str], Alias] = BoundedCache(MAX_KEPT, texts=True)

    def recall(self, tenant: str, fingerprint: str) -> Alias | None:
        """The alias as this process read it last. It may lead elsewhere by now if the head's log there is closed."""
        return self._known.get((tenant, fingerprint))

    def forget_all(self) -> None:
        """Forget all aliases, because a text was erased."""
        self._known.clear()

    def forget(self, alias: Alias) -> None:
        """Forget the alias, because it leads elsewhere by now."""
        self._known.pop((alias.tenant, alias.fingerprint), None)

    async def load(self, tenant: str, fingerprint: str) -> Alias | None:
        """Load one alias, or None."""
        blob = await self._objects.get(keys.alias(tenant, fingerprint))
        if blob is None:
            return None
        found = self._known[tenant, fingerprint] = Alias(**orjson.loads(blob.body), etag=blob.etag)
        return found

    async def all(self) -> AsyncIterator[Alias]:
        """Every alias of every tenant."""
        async for _, blob in contents(self._objects, keys.ALIASES):
            yield Alias(**orjson.loads(blob.body), etag=blob.etag)

    async def identify(self, tenant: str, profile: Profile) -> tuple[str, Alias | None]:
        """The fingerprint of a report after pins are applied, and its alias."""
        fingerprint = profile.fingerprint
        found = await self.load(tenant, fingerprint)
        for _ in range(MAX_PINS):
            derived = found and pinned(found, profile.params)
            if not derived:
                break
            fingerprint, found = derived, await self.load(tenant, derived)
        return fingerprint, found

    async def claim(self, tenant: str, alias: Alias) -> bool:
        """True if this call claimed the alias. A claim whose answer was lost is recognised by its body."""
        return await self._objects.create(keys.alias(tenant, alias.fingerprint), alias.to_bytes())

    async def point(self, tenant: str, fingerprint: str, **changes: Any) -> None:
        """Point the alias at another lineage, or pin it; repeat while other writers interfere."""
        while (found := await self.load(tenant, fingerprint)) is not None:
            changed = replace(found, **changes)
            if changed.to_bytes() == found.to_bytes():
                return
            if await self._objects.swap(keys.alias(tenant, fingerprint), changed.to_bytes(), found.etag):
                self.forget(found)
                return


def pinned(alias: Alias, params: tuple[str, ...]) -> str | None:
    """The derived fingerprint of the first pin that matches."""
    for position, value, derived in alias.pins:
        if position < len(params) and params[position] == value:
            return derived
    return None
