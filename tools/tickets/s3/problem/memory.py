"""Heads as this process saw them last: a swap may be tried on one without reading it again.

Nothing is decided by what is remembered: the swap fails if the head is another one by now.
"""

import time
from dataclasses import dataclass

from tools.cache import BoundedCache
from tools.tickets.s3.objects.bucket import Blob

MAX_KEPT = 512
JUST_READ_SECONDS = 0.25
ALONE_SECONDS = 2.0
MOST_BYTES = 131_072
"""Of a head that is worth keeping."""


@dataclass(frozen=True, slots=True)
class _Kept:
    blob: Blob
    at: float
    alone: bool
    """Nobody else had changed it between the last two times that this process looked."""
    read: bool
    """S3 said so; else this process wrote it."""
    counts: bool
    """Its log is open."""


class Memory:
    """The newest version of each head that this process read or wrote."""

    def __init__(self) -> None:
        self._kept: BoundedCache[tuple[str, str], _Kept] = BoundedCache(MAX_KEPT, texts=True)

    def recall(self, tenant: str, lineage: str) -> Blob | None:
        """What was read a moment ago, or a little longer if nobody else seems to write it."""
        kept = self._kept.get((tenant, lineage))
        if kept is None:
            return None
        seconds = ALONE_SECONDS if kept.alone else JUST_READ_SECONDS if kept.read else 0.0
        return kept.blob if time.monotonic() - kept.at < seconds else None

    def counts(self, tenant: str, lineage: str) -> bool:
        """Its log was open when this process saw it last, however long ago that was."""
        kept = self._kept.get((tenant, lineage))
        return kept is not None and kept.counts

    def read(self, tenant: str, lineage: str, blob: Blob, *, counts: bool) -> None:
        """S3 says that it is this."""
        known = self._kept.get((tenant, lineage))
        alone = known is not None and known.blob.etag == blob.etag and (known.alone or not known.read)
        self._keep(tenant, lineage, _Kept(blob, time.monotonic(), alone, read=True, counts=counts))

    def wrote(self, tenant: str, lineage: str, blob: Blob | None, *, counts: bool) -> None:
        """This process changed it to this; None: it lost the race."""
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
