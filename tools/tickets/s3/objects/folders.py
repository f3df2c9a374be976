"""Reads whole folders: many objects concurrently, yielded in the order of their names."""

import asyncio
from collections.abc import AsyncIterator

from tools.tickets.s3.objects.bucket import Blob, Objects

READ_AHEAD = 32


async def contents(objects: Objects, folder: str) -> AsyncIterator[tuple[str, Blob]]:
    """(name below the folder, object) of everything in a folder; objects deleted in the meantime are left out."""
    waiting: list[str] = []
    async for each in objects.names(folder):
        waiting.append(each.name)
        if len(waiting) == READ_AHEAD:
            for pair in await _read(objects, folder, waiting):
                yield pair
            waiting = []
    for pair in await _read(objects, folder, waiting):
        yield pair


async def _read(objects: Objects, folder: str, names: list[str]) -> list[tuple[str, Blob]]:
    blobs = await asyncio.gather(*(objects.get(folder + name) for name in names))
    return [(name, blob) for name, blob in zip(names, blobs, strict=True) if blob is not None]
