"""Backups of a store, whichever it is."""

import asyncio
from pathlib import Path

from tools.errors import InvalidRequest
from tools.settings import Backend, Settings
from tools.tickets.embedded.maintenance.backup import Backup, back_up, restore

IN_A_BUCKET = (
    "a bucket is backed up by its own versioning and replication; `incident-responder export` writes its incidents to "
    "a file"
)


async def backed_up(settings: Settings, target: Path, now: float) -> Backup:
    """Copy the embedded store into a new folder. Raises InvalidRequest for a bucket, else as `back_up`."""
    _check(settings)
    return await asyncio.to_thread(back_up, settings.data_dir, target, now)


async def restored(settings: Settings, source: Path, now: float) -> Backup:
    """Make DATA_DIR of a backup. Raises InvalidRequest for a bucket, else as `restore`."""
    _check(settings)
    return await asyncio.to_thread(restore, source, settings.data_dir, now)


def _check(settings: Settings) -> None:
    if settings.store_backend is not Backend.EMBEDDED:
        raise InvalidRequest(IN_A_BUCKET)
