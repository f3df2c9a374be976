"""`incident-responder ingest`: a folder of Markdown becomes searchable runbooks, with a progress bar."""

from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from api.acts import runbooks
from api.commands.session import DEFAULT_TENANT, Tenant, caller_of, console, with_toolbox
from tools.runbooks.ingest import FOLDER_PREFIX, IngestReport
from tools.toolbox import Toolbox


class IngestProgress:
    """A bar that appears with the first file and follows `tools.runbooks.ingest`'s calls."""

    def __init__(self, title: str, on: Console = console) -> None:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[name]}"),
        )
        self._bar = Progress(*columns, console=on, transient=True)
        self._task = self._bar.add_task(title, total=None, name="")

    def __enter__(self) -> "IngestProgress":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def __call__(self, done: int, total: int, runbook_id: str) -> None:
        """One file is done."""
        self._bar.update(self._task, completed=done, total=total, name=runbook_id[-40:])


def ingest(
    directory: Annotated[Path, typer.Argument(help="A folder of Markdown, nested as you like.")],
    source: Annotated[
        str | None, typer.Option(help="A name for the folder, if its path changes; empty: the path.")
    ] = None,
    tenant: Tenant = DEFAULT_TENANT,
) -> None:
    """Take in a folder of runbooks; run it again after changes. Only what the same folder brought is removed."""
    chosen = f"{FOLDER_PREFIX}{source}" if source else source_of(directory)

    async def work(toolbox: Toolbox) -> IngestReport:
        with IngestProgress("Reading runbooks") as progress:
            return await runbooks.ingest(toolbox, caller_of(tenant), directory, chosen, progress)

    told = with_toolbox(work)
    counts = (len(told.added), len(told.updated), len(told.unchanged), len(told.removed), len(told.skipped))
    console.print("{} added, {} updated, {} unchanged, {} removed, {} skipped.".format(*counts))
    for path, reason in told.skipped:
        console.print(f"  skipped {path}: {reason}", style="yellow", highlight=False, markup=False)


def source_of(directory: Path) -> str:
    """Which folder brought a runbook: its name, and enough of its path to tell two folders of one name apart."""
    path = directory.resolve()
    return f"{FOLDER_PREFIX}{path.name}@{sha256(str(path).encode()).hexdigest()[:8]}"
