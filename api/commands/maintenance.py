"""`incident-responder verify|prune|export|import|reconcile`: looking after either store, beside a running server too."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any, Protocol, TypeVar

import typer

from api.bootstrap import make_folder
from api.commands.session import console
from tools.errors import Conflict, InvalidRequest, Misconfigured
from tools.settings import Backend, Settings
from tools.toolbox import open_store

T = TypeVar("T")
_AGE = re.compile(r"(\d{1,6})\s*([dhwm])")
_SECONDS = {"h": 3600.0, "d": 86_400.0, "w": 7 * 86_400.0, "m": 30 * 86_400.0}
Target = Annotated[Path, typer.Argument(help="A JSONL file.")]


class Store(Protocol):
    """What both stores offer beyond their ports."""

    async def prune(self, resolved_before: float) -> int:
        """How many problems lost their texts and vectors."""
        ...

    async def export_jsonl(self, path: Path) -> int:
        """How many lines were written."""
        ...

    async def import_jsonl(self, path: Path) -> int:
        """How many lines were read."""
        ...


def verify() -> None:
    """Check every invariant of DATA_DIR or the bucket; exits with 1 when something is wrong."""
    findings = _findings(Settings())
    for finding in findings:
        console.print(f"- {finding}", markup=False, highlight=False)
    console.print("[red]Something is wrong.[/]" if findings else "All is well.")
    raise typer.Exit(bool(findings))


def reconcile() -> None:
    """Finish what crashes cut off in a bucket, and sweep all of it. Running servers do the same by themselves."""
    if Settings().store_backend is not Backend.S3:
        raise Misconfigured("nothing to reconcile: the embedded store changes everything in one transaction")

    async def run(store: Any) -> dict[str, int]:
        return dict(await store.reconcile(thorough=True))

    if not (done := _with_store(run)):
        raise Conflict("another process is reconciling this bucket: try again in two minutes")
    for kind, count in done.items():
        console.print(f"{count:6} {kind}", highlight=False)
    console.print("Repaired." if any(done.values()) else "Nothing was left half done.")


def prune(
    older_than: Annotated[str, typer.Option(help="Age of the resolve: 90d, 12w, 6m or 48h.")],
) -> None:
    """Drop texts and vectors of long-resolved problems; tickets, counts, resolutions and teachings stay."""
    before = time.time() - _age(older_than)
    pruned = _with_store(lambda store: store.prune(before))
    console.print(f"{pruned} problems pruned.")


def export(path: Target) -> None:
    """Write everything but users to a new file."""
    console.print(f"{_with_store(lambda store: store.export_jsonl(path))} rows written to {path}.", markup=False)


def import_(path: Target) -> None:
    """Fill an empty store from an export."""
    console.print(f"{_with_store(lambda store: store.import_jsonl(path))} rows read from {path}.", markup=False)


def _findings(settings: Settings) -> list[str]:
    """The embedded store is read as a file: a damaged one cannot be opened."""
    if settings.store_backend is Backend.EMBEDDED:
        from tools.tickets.embedded import verify as findings_of

        return findings_of(settings.data_dir)

    async def run(store: Any) -> list[str]:
        return list(await store.verify())

    return _with_store(run)


def _with_store(work: Callable[[Store], Awaitable[T]]) -> T:
    """Open the store for any embedder, since none of this compares vectors."""

    async def run() -> T:
        settings = Settings()
        make_folder(settings)
        store = await open_store(settings, time.time, "")
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(run())


def _age(text: str) -> float:
    found = _AGE.fullmatch(text.strip().lower())
    if not found:
        raise InvalidRequest("--older-than: write for example 90d, 12w, 6m or 48h")
    return int(found[1]) * _SECONDS[found[2]]
