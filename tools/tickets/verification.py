"""Every invariant of a store checked, whichever store it is."""

import asyncio
import time

from tools.ports import Clock
from tools.settings import Backend, Settings


async def verify_store(settings: Settings, clock: Clock = time.time) -> list[str]:
    """Every finding about the store the settings ask for; empty if all is well.

    The embedded one is read as a file, since a damaged one cannot be opened. Raises
    Misconfigured or StoreUnavailable when it cannot be read.
    """
    if settings.store_backend is Backend.EMBEDDED:
        from tools.tickets.embedded import verify

        return await asyncio.to_thread(verify, settings.data_dir)
    from tools.tickets.s3 import S3Store

    store = await S3Store.open(settings, clock)
    try:
        return await store.verify()
    finally:
        await store.close()
