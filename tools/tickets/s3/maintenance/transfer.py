"""Export a bucket to JSON lines, and fill an empty one from such a file or from an export of the embedded store."""

import asyncio
import json
from collections.abc import Iterable
from typing import Any, TextIO

from tools.errors import Conflict, InvalidRequest
from tools.tickets.exports import END, OBJECTS, ROWS, check_header, header, pairs
from tools.tickets.s3.maintenance.rows import import_rows
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.folders import READ_AHEAD, contents
from tools.tickets.s3.parts import Parts

# What others refer to comes after what refers to it: a change during the export leaves nothing that leads nowhere.
# Accounts, saved replies and leases belong to an installation, not to its incidents.
FOLDERS = (
    "claim/", "journal/", "occurrence/", "list/", "ticket/", "job/", "unfinished/", "skeleton/", "vector/", "alias/",
    keys.HEADS, "event/", "advice/", "constraint/", "audit/", "runbook/", "runbook-version/", "meta/embedder",
)  # fmt: skip


async def export_jsonl(parts: Parts, file: TextIO) -> int:
    """Write every object but accounts, saved replies and leases; returns how many."""
    written = 0
    file.write(header(OBJECTS))
    for folder in FOLDERS:
        async for name, blob in contents(parts.objects, folder):
            file.write(json.dumps([folder + name, blob.body.decode()]) + "\n")
            written += 1
    file.write(json.dumps([END, written]) + "\n")
    return written


async def import_jsonl(parts: Parts, file: TextIO) -> int:
    """Fill an empty bucket; returns how many lines were read. What a crash cut off is finished by a repeat.

    Raises Conflict when it holds incidents, InvalidRequest for a foreign or damaged file. Needs memory for the file.
    """
    async for _ in parts.objects.names(keys.HEADS):
        raise Conflict("import needs an empty bucket or prefix: this one holds incidents")
    named = check_header(file.readline(), ROWS, OBJECTS)
    lines = _complete(pairs(file))
    if named == ROWS:
        await import_rows(parts, lines)
    else:
        await _put_all(parts, lines)
    return len(lines)


def _complete(read: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """All lines but the last, which counts them: nothing is written from a file that was cut short."""
    lines = list(read)
    if not lines or lines.pop() != (END, len(lines)):
        raise InvalidRequest("the export is cut short: its last line is missing")
    return lines


async def _put_all(parts: Parts, lines: list[tuple[str, Any]]) -> None:
    """Heads last: until then the bucket counts as empty, and the import may be repeated."""
    if foreign := [key for key, _ in lines if not key.startswith(FOLDERS)]:
        raise InvalidRequest(f"{foreign[0][:80]!r} does not belong to an export of an S3 store")
    lines.sort(key=lambda line: line[0].startswith(keys.HEADS))
    for start in range(0, len(lines), READ_AHEAD):
        part = lines[start : start + READ_AHEAD]
        await asyncio.gather(*(_replace(parts, key, str(body).encode()) for key, body in part))


async def _replace(parts: Parts, key: str, body: bytes) -> None:
    """A write with a condition, as the bucket policy asks."""
    while not await parts.objects.create(key, body):
        blob = await parts.objects.get(key)
        if blob is None or await parts.objects.swap(key, body, blob.etag):
            return
