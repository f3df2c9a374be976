"""Joins an imported audit log with the bucket's own."""

from collections.abc import Sequence

from tools.nouns.accounts import AuditLine
from tools.tickets.s3.audit_log import line_from_json, line_to_json, put_head
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.bucket import Objects
from tools.tickets.s3.objects.folders import contents
from tools.tickets.s3.parts import Parts
from tools.tickets.shared.audit import joined, sealed_head


async def join_audit(parts: Parts, imported: Sequence[AuditLine]) -> None:
    """Write the imported lines first, unchanged, and this bucket's own lines after them.

    No line of the bucket is overwritten before it exists in its new place, so a repeat finishes what a crash
    interrupted.
    """
    own = [line_from_json(int(name), blob.body) async for name, blob in contents(parts.objects, keys.audit())]
    lines = joined(imported, own, parts.seal)
    for line in [*lines[len(imported) :], *lines[: len(imported)]]:
        await replace_object(parts.objects, keys.audit(line.seq), line_to_json(line))
    await parts.objects.delete(keys.AUDIT_HEAD)
    if lines:
        await put_head(parts.objects, sealed_head(len(lines), lines[-1].digest, parts.seal))


async def replace_object(objects: Objects, key: str, body: bytes) -> None:
    """Overwrite an object with a conditional write, as the bucket policy requires."""
    while not await objects.create(key, body):
        blob = await objects.get(key)
        if blob is None or await objects.swap(key, body, blob.etag):
            return
