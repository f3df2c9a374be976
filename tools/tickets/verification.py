"""Checks every invariant of a store, of either kind."""

import asyncio
import time
from collections.abc import Sequence

from tools.audit_keys import seal_of
from tools.nouns.accounts import AuditHead
from tools.ports import Clock
from tools.settings import Backend, Settings


async def verify_store(settings: Settings, clock: Clock = time.time) -> list[str]:
    """Every finding about the store the settings ask for; empty if all is well.

    The embedded one is read as a file, since a damaged one cannot be opened. Raises
    Misconfigured or StoreUnavailable when it cannot be read.
    """
    seal = seal_of(settings, make=False)
    if settings.store_backend is Backend.EMBEDDED:
        from tools.tickets.embedded import verify

        return await asyncio.to_thread(verify, settings.data_dir, seal)
    from tools.tickets.s3 import S3Store

    store = await S3Store.open(settings, clock, seal)
    try:
        return await store.verify()
    finally:
        await store.close()


async def verify_audit(settings: Settings, kept: Sequence[AuditHead] = (), clock: Clock = time.time) -> list[str]:
    """The findings about the audit log alone, also against heads kept elsewhere: `kept` and AUDIT_ANCHOR_BUCKET's.

    Nothing is written. Raises as `verify_store`.
    """
    seal = seal_of(settings, make=False)
    anchors = [*kept, *(await kept_heads(settings))]
    if settings.store_backend is Backend.EMBEDDED:
        from tools.tickets.embedded import verify_audit as verify_table

        return await asyncio.to_thread(verify_table, settings.data_dir, seal, anchors)
    from tools.tickets.s3 import S3Store

    store = await S3Store.open(settings, clock, seal)
    try:
        return await store.verify_audit(anchors)
    finally:
        await store.close()


async def kept_heads(settings: Settings) -> list[AuditHead]:
    """The heads in AUDIT_ANCHOR_BUCKET; none without one. Raises StoreUnavailable."""
    if not settings.audit_anchor_bucket:
        return []
    from tools.tickets.s3.anchors import Anchors

    anchors = Anchors.open(settings)
    try:
        return await anchors.heads()
    finally:
        await anchors.close()
