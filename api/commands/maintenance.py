"""`incident-responder verify|prune|export|import`: looking after an embedded store, beside a running server too."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from api.bootstrap import make_folder
from api.commands.opening import console
from tools.errors import InvalidRequest, Misconfigured
from tools.settings import Backend, Settings
from tools.tickets.embedded import EmbeddedStore
from tools.tickets.embedded.maintenance.verify import verify as findings_of

T = TypeVar("T")
_AGE = re.compile(r"(\d{1,6})\s*([dhwm])")
_SECONDS = {"h": 3600.0, "d": 86_400.0, "w": 7 * 86_400.0, "m": 30 * 86_400.0}
Target = Annotated[Path, typer.Argument(help="A JSONL file.")]


def verify() -> None:
    """Check every invariant of DATA_DIR; exits with 1 when something is wrong."""
    findings = findings_of(_embedded_settings().data_dir)
    for finding in findings:
        console.print(f"- {finding}", markup=False, highlight=False)
    console.print("[red]Something is wrong.[/]" if findings else "All is well.")
    raise typer.Exit(bool(findings))


def prune(
    older_than: Annotated[str, typer.Option(help="Age of the resolve: 90d, 12w, 6m or 48h.")],
) -> None:
    """Drop texts and vectors of long-resolved problems; tickets, counts, resolutions and teachings stay."""
    before = time.time() - _age(older_than)
    pruned = _with_store(lambda _, store: store.prune(before))
    console.print(f"{pruned} problems pruned.")


def export(path: Target) -> None:
    """Write everything but users to a new file."""
    console.print(f"{_with_store(lambda _, store: store.export_jsonl(path))} rows written to {path}.")


def import_(path: Target) -> None:
    """Fill an empty store from an export."""
    console.print(f"{_with_store(lambda _, store: store.import_jsonl(path))} rows read from {path}.")


def _with_store(work: Callable[[Settings, EmbeddedStore], Awaitable[T]]) -> T:
    """Open the store for any embedder, since none of this compares vectors."""

    async def run() -> T:
        settings = _embedded_settings()
        make_folder(settings)
        store = await EmbeddedStore.open(settings.data_dir, time.time)
        try:
            return await work(settings, store)
        finally:
            await store.close()

    return asyncio.run(run())


def _embedded_settings() -> Settings:
    settings = Settings()
    if settings.store_backend is not Backend.EMBEDDED:
        raise Misconfigured("this command looks after the embedded store; TICKET_STORE names another one")
    return settings


def _age(text: str) -> float:
    found = _AGE.fullmatch(text.strip().lower())
    if not found:
        raise InvalidRequest("--older-than: write for example 90d, 12w, 6m or 48h")
    return int(found[1]) * _SECONDS[found[2]]
