"""Heads of the audit log in a bucket with object lock, where even a process that writes the log cannot remove them."""

from datetime import UTC, datetime, timedelta
from typing import Self

from tools.errors import StoreUnavailable, Unavailable
from tools.nouns.accounts import AuditHead
from tools.resilience import Guard
from tools.settings import Settings
from tools.tickets.s3.objects.bucket import Bucket

FOLDER = "audit-anchor/"


class Anchors:
    """The bucket AUDIT_ANCHOR_BUCKET, which is separate from the store's own bucket."""

    def __init__(self, bucket: Bucket, days: int) -> None:
        self._bucket = bucket
        self._days = days

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Open the bucket; it connects on first use. Raises Misconfigured."""
        named = settings.model_copy(update={"s3_bucket": settings.audit_anchor_bucket})
        return cls(Bucket.open(named, Guard("s3-anchors")), settings.audit_anchor_days)

    async def keep(self, head: AuditHead, now: float) -> None:
        """Write a head that nobody can change or delete for AUDIT_ANCHOR_DAYS days. Raises StoreUnavailable."""
        until = datetime.fromtimestamp(now, UTC) + timedelta(days=self._days)
        name = f"{FOLDER}{head.count:012}-{head.digest.rpartition(':')[2][:16]}"
        await self._bucket.put_locked(name, str(head).encode(), until)

    async def heads(self) -> list[AuditHead]:
        """All heads that were written. Raises StoreUnavailable."""
        found = []
        try:
            async for each in self._bucket.names(FOLDER):
                blob = await self._bucket.get(FOLDER + each.name)
                if blob is not None:
                    found.append(AuditHead.parse(blob.body.decode()))
        except Unavailable as error:
            raise StoreUnavailable(f"AUDIT_ANCHOR_BUCKET: {error}") from error
        return found

    async def close(self) -> None:
        """Release the connections."""
        await self._bucket.close()
