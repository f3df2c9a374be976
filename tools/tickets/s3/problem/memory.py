"""Heads as this process last saw them: a swap can be tried on one without reading it again.

The cache decides nothing, because the swap fails if the head has changed.
"""

import time
from dataclasses import dataclass

from tools.cache import BoundedCache
from tools.tickets.s3.objects.bucket import Blob

MAX_KEPT = 512
JUST_READ_SECONDS = 0.25
ALONE_SECONDS = 2.0
MOST_BYTES = 131_072
"""The largest head that is cached."""


@dataclass(frozen=True, slots=True)
class _Kept:
    blob: Blob
    at: float
    alone: bool
    """True if no other process changed it between the last two reads."""
    read: bool
    """True if S3 returned it; False if this process wrote it."""
    counts: bool
    """True if its log is open."""


class Memory:
    """The newest version of each head that this process read or wrote."""

    def __init__(self) -> None:
        self._kept: BoundedCache[tuple[str, str], _Kept] = BoundedCache(MAX_KEPT, texts=True)

    def recall(self, tenant: str, lineage: str) -> Blob | None:
        """A version that was read a moment ago, or somewhat longer ago if no other process seems to write it."""
        kept = self._kept.get((tenant, lineage))
        if kept is None:
            return None
        seconds = ALONE_SECONDS if kept.alone else JUST_READ_SECONDS if kept.read else 0.0
        return kept.blob if time.monotonic() - kept.at < seconds else None

    def counts(self, tenant: str, lineage: str) -> bool:
        """True if its log was open when this process last saw it, however long ago."""
        kept = self._kept.get((tenant, lineage))
        return kept is not None and kept.counts

    def read(self, tenant: str, lineage: str, blob: Blob, *, counts: bool) -> None:
        """Store the version that S3 returned."""
        known = self._kept.get((tenant, lineage))
        alone = known is not None and known.blob.etag == blob.etag and (known.alone or not known.read)
        self._keep(tenant, lineage, _Kept(blob, time.monotonic(), alone, read=True, counts=counts))

    def wrote(self, tenant: str, lineage: str, blob: Blob | None, *, counts: bool) -> None:
        """Store the version that this process wrote; None: it lost the race."""
        known = self._kept.get((tenant, lineage))
        if blob is None:
            self._kept.pop((tenant, lineage), None)
        else:
            alone = known is not None and known.alone
            self._keep(tenant, lineage, _Kept(blob, time.monotonic(), alone, read=False, counts=counts))

    def _keep(self, tenant: str, lineage: str, kept: _Kept) -> None:
        if len(kept.blob.body) <= MOST_BYTES:
            self._kept[tenant, lineage] = kept
        else:
            self._kept.pop((tenant, lineage), None)
