"""Exports a bucket to JSON lines, and fills an empty one from such a file or from an export of the embedded store."""

import asyncio
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, TextIO

import orjson

from tools.errors import Conflict, InvalidRequest
from tools.nouns.json_types import Stored
from tools.tickets.exports import END, OBJECTS, ROWS, Redact, check_header, header, pairs
from tools.tickets.s3.audit_log import line_from_json
from tools.tickets.s3.maintenance.join_audit import join_audit, replace_object
from tools.tickets.s3.maintenance.rows import import_rows
from tools.tickets.s3.maintenance.tenants import names_tenant
from tools.tickets.s3.objects import keys
from tools.tickets.s3.objects.folders import READ_AHEAD, contents
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.problem.log import Commit, erased
from tools.tickets.s3.problem.timelines import seal_again
from tools.tickets.shared.sealing import Seal
from tools.tickets.shared.tenant_records import is_of_tenant

# Referenced objects come after those that refer to them: a change during the export leaves no dangling reference.
# Accounts, saved replies and leases belong to an installation, not to its incidents.
FOLDERS = (
    "claim/", "journal/", "occurrence/", "list/", "ticket/", "job/", "unfinished/", "skeleton/", "vector/", "alias/",
    keys.HEADS, "event/", "advice/", "constraint/", "audit/", "runbook/", "runbook-version/", "meta/embedder",
)  # fmt: skip


async def export_jsonl(parts: Parts, file: TextIO, tenant: str | None = None) -> int:
    """Write every object except accounts, saved replies and leases, or those of one tenant. Returns how many."""
    written = 0
    file.write(header(OBJECTS))
    for folder in FOLDERS:
        async for name, blob in contents(parts.objects, folder):
            if tenant is not None and not _is_of(tenant, folder + name, blob.body):
                continue
            file.write(json.dumps([folder + name, blob.body.decode()]) + "\n")
            written += 1
    file.write(json.dumps([END, written]) + "\n")
    return written


def _is_of(tenant: str, key: str, body: bytes) -> bool:
    """Return True if an export of the tenant includes the object. Every export says which model made its vectors."""
    return key == "meta/embedder" or names_tenant(key, tenant) or is_of_tenant(key, body, tenant, set())


async def import_jsonl(parts: Parts, file: TextIO) -> int:
    """Fill an empty bucket. Returns the number of lines read. A repeat finishes what a crash interrupted.

    Raises Conflict if the bucket holds incidents, InvalidRequest for a foreign or damaged file. The file must fit into
    memory.
    """
    async for _ in parts.objects.names(keys.HEADS):
        raise Conflict("import needs an empty bucket or prefix: this one holds incidents")
    named = check_header(file.readline(), ROWS, OBJECTS)
    lines = _complete(pairs(file, _redacted))
    if named == ROWS:
        await import_rows(parts, lines)
    else:
        await _put_all(parts, lines)
    return len(lines)


def _redacted(key: str, body: Any, redact: Redact) -> Any:
    """Redact an object, including the reports packed in a head's log. Raises ValueError for a damaged one.

    The other values of a log are no text: digests of ids and packed reports could be mistaken for secrets.
    """
    if not key.startswith(keys.HEADS):
        return redact(body)
    head = orjson.loads(body)
    log = head.pop("log", None)
    clean = redact(head)
    if log is not None:
        clean["log"] = {**log, "commits": [_commit_redacted(each, redact) for each in log["commits"]]}
    return orjson.dumps(clean).decode()


def _commit_redacted(stored: Stored, redact: Redact) -> Stored:
    commit = Commit(**stored)
    try:
        return asdict(erased(commit, lambda found: orjson.dumps(redact(orjson.loads(found)))))
    except zlib.error as error:
        raise ValueError("its reports cannot be unpacked") from error


def _complete(read: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """All lines but the last, which holds their number: nothing is written from a truncated file."""
    lines = list(read)
    if not lines or lines.pop() != (END, len(lines)):
        raise InvalidRequest("the export is cut short: its last line is missing")
    return lines


async def _put_all(parts: Parts, lines: list[tuple[str, Any]]) -> None:
    """Write the lines, heads last. Until then the bucket counts as empty, and the import can be repeated."""
    if foreign := [key for key, _ in lines if not key.startswith(FOLDERS)]:
        raise InvalidRequest(f"{foreign[0][:80]!r} does not belong to an export of an S3 store")
    logged = sorted((key, body) for key, body in lines if key.startswith(keys.audit()))
    await join_audit(parts, [line_from_json(number, str(body).encode()) for number, (_, body) in enumerate(logged)])
    pages = {key: str(body) for key, body in lines if key.startswith("event/")}
    lines = sorted(set(lines) - set(logged), key=lambda line: line[0].startswith(keys.HEADS))
    for start in range(0, len(lines), READ_AHEAD):
        part = [(key, _sealed(key, body, pages, parts.seal)) for key, body in lines[start : start + READ_AHEAD]]
        await asyncio.gather(*(replace_object(parts.objects, key, str(body).encode()) for key, body in part))


def _sealed(key: str, body: str, pages: Mapping[str, str], seal: Seal) -> str:
    """A head with its timeline sealed by this installation; any other object unchanged."""
    if not key.startswith(keys.HEADS):
        return body
    head = Lineage.from_bytes(body.encode())
    numbered = (pages.get(keys.event_page(head.tenant, head.id, number), "[]") for number in range(head.event_pages))
    seal_again(head, [event for page in numbered for event in orjson.loads(page)], seal)
    return head.to_bytes().decode()
