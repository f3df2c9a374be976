"""Ingests folders and single documents: unchanged files cost nothing, and runbooks of removed files are removed."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath

from tools.errors import InvalidRequest
from tools.nouns.knowledge import API, SHARED_TENANT, SHIPPED, Runbook, RunbookSource, folder_source
from tools.ports import Embedder, RunbookStore
from tools.runbooks.document import MAXIMUM_BYTES, make_runbook
from tools.runbooks.load import SHIPPED_LIBRARY, Doubtful, Skipped, check_id, load, paths
from tools.runbooks.rows import rows_of

Progress = Callable[[int, int, str], None]


@dataclass(slots=True)
class IngestReport:
    """What an ingest did, by runbook id; `skipped` and `doubtful` contain (path or id, reason)."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    doubtful: list[tuple[str, str]] = field(default_factory=list)
    """Ingested, but perhaps misread."""

    stepped_back: int = 0
    """Shipped runbooks that are no longer searched because of this ingest."""


async def ingest_folder(
    directory: Path,
    store: RunbookStore,
    embedder: Embedder,
    tenant: str,
    source: RunbookSource,
    progress: Progress | None = None,
) -> IngestReport:
    """Make the tenant's runbooks of this source equal to the folder's; the next run finishes an interrupted one.

    The folder wins over an older document with the same id, whatever its source. A file, or everything below a folder,
    that has become unreadable keeps its last good version. `progress(done, total, runbook_id)` is called once per file.
    Raises InvalidRequest if there is no such folder, or no Markdown in it: an empty mount must not empty the library.
    """
    total = len(await asyncio.to_thread(paths, directory))
    if not total:
        raise InvalidRequest(f"no Markdown below {directory}: nothing was changed")
    known: dict[str, Runbook] = {runbook.runbook_id: runbook for runbook in await store.runbooks(tenant)}
    report, seen = IngestReport(), set[str]()
    files = load(directory, source)
    while (item := await asyncio.to_thread(_next, files)) is not None:
        if isinstance(item, Doubtful):
            report.doubtful.append((item.path, item.reason))
            continue
        seen.add(item.runbook_id)
        await _take(item, known.get(item.runbook_id), store, embedder, tenant, report)
        if progress:
            progress(len(seen), total, item.runbook_id)
    lost = {path for path, _ in report.skipped}
    for runbook_id in sorted(name for name, old in known.items() if old.source == source and name not in seen):
        if lost & {parent.as_posix() for parent in PurePosixPath(runbook_id).parents}:
            continue
        await store.delete_runbook(tenant, runbook_id)
        report.removed.append(runbook_id)
    return report


async def ingest_shipped(store: RunbookStore, embedder: Embedder, progress: Progress | None = None) -> IngestReport:
    """Update the shared tenant to the library of this version."""
    return await ingest_folder(SHIPPED_LIBRARY, store, embedder, SHARED_TENANT, SHIPPED, progress)


async def shipped_count() -> int:
    """Return how many runbooks the library of this version has."""
    return len(await asyncio.to_thread(paths, SHIPPED_LIBRARY))


def source_of(directory: Path) -> RunbookSource:
    """Return the source for a folder: its name, and enough of its path to distinguish two folders with one name."""
    path = directory.resolve()
    return folder_source(f"{path.name}@{sha256(str(path).encode()).hexdigest()[:8]}")


async def put_document(store: RunbookStore, embedder: Embedder, tenant: str, runbook_id: str, text: str) -> Runbook:
    """Store one document under an id, as `PUT /runbooks/{id}` does. Raises InvalidRequest, saying what is wrong."""
    if len(text.encode("utf-8", "surrogatepass")) > MAXIMUM_BYTES:
        raise InvalidRequest(f"a runbook has at most {MAXIMUM_BYTES // 1024} KiB")
    runbook = await asyncio.to_thread(make_runbook, check_id(runbook_id), text, API)
    await store.put_runbook(tenant, runbook, await rows_of(runbook, embedder))
    return runbook


async def _take(
    item: Runbook | Skipped,
    old: Runbook | None,
    store: RunbookStore,
    embedder: Embedder,
    tenant: str,
    report: IngestReport,
) -> None:
    if isinstance(item, Skipped):
        report.skipped.append((item.path, item.reason))
        return
    if old and (old.digest, old.source) == (item.digest, item.source):
        report.unchanged.append(item.runbook_id)
        return
    try:
        rows = await rows_of(item, embedder)
    except InvalidRequest as error:
        report.skipped.append((item.runbook_id, str(error)))
        return
    await store.put_runbook(tenant, item, rows)
    (report.updated if old and old.source == item.source else report.added).append(item.runbook_id)


def _next(files: Iterator[Runbook | Skipped | Doubtful]) -> Runbook | Skipped | Doubtful | None:
    return next(files, None)
