"""Backups of a store, whichever it is, in a folder or in a bucket."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tools.errors import InvalidRequest, NotFound
from tools.settings import Backend, Settings
from tools.tickets.database_file import DATABASE
from tools.tickets.embedded.maintenance.backup import MANIFEST, Backup, back_up, check_empty, restore

BUCKET = "s3://"
FILES = (DATABASE, MANIFEST)
"""In this order they are sent, so that what has a manifest is whole."""

IN_A_BUCKET = (
    "a bucket is backed up by its own versioning and replication; `incident-responder export` writes its incidents to "
    "a file"
)


async def backed_up(settings: Settings, place: str, now: float) -> Backup:
    """Copy the embedded store into a new folder, or to a new prefix of a bucket: `s3://bucket/prefix`.

    Raises InvalidRequest for a store in a bucket and for a place that is neither, Misconfigured and Unavailable for a
    bucket that refuses or does not answer, else as `back_up`.
    """
    _check(settings)
    if not _in_bucket(place):
        return await asyncio.to_thread(back_up, settings.data_dir, Path(place), now)
    from tools.tickets.s3.copies import Copies  # boto3 is imported where a bucket is named

    copies = Copies.open(settings, place)
    if not settings.data_dir.is_dir():
        raise NotFound(f"no database in {settings.data_dir}: check DATA_DIR")
    await asyncio.to_thread(copies.check_free, FILES)
    async with _beside(settings.data_dir) as folder:
        made = await asyncio.to_thread(back_up, settings.data_dir, folder / "copy", now)
        await asyncio.to_thread(copies.send, folder / "copy", FILES)
    return made


async def restored(settings: Settings, place: str, now: float) -> Backup:
    """Make DATA_DIR of a backup in a folder or in a bucket. Raises like `backed_up`, else as `restore`."""
    _check(settings)
    if not _in_bucket(place):
        return await asyncio.to_thread(restore, Path(place), settings.data_dir, now)
    from tools.tickets.s3.copies import Copies

    copies = Copies.open(settings, place)
    check_empty(settings.data_dir)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    async with _beside(settings.data_dir) as folder:
        await asyncio.to_thread(copies.fetch, folder, FILES)
        return await asyncio.to_thread(restore, folder, settings.data_dir, now)


def _in_bucket(place: str) -> bool:
    if "://" in place and not place.startswith(BUCKET):
        raise InvalidRequest(f"{place.partition(':')[0]}: name a folder, or {BUCKET}BUCKET/PREFIX")
    return place.startswith(BUCKET)


@asynccontextmanager
async def _beside(data_dir: Path) -> AsyncIterator[Path]:
    """A folder on the disk that has room for the database; it is removed afterwards."""
    folder = Path(await asyncio.to_thread(tempfile.mkdtemp, dir=data_dir, prefix="backup-"))
    try:
        yield folder
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def _check(settings: Settings) -> None:
    if settings.store_backend is not Backend.EMBEDDED:
        raise InvalidRequest(IN_A_BUCKET)
