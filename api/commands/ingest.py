"""`incident-responder ingest`: makes a folder of Markdown searchable as runbooks, with a progress bar."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.console import DEFAULT_TENANT, Tenant, caller_of, console, say, with_toolbox

if TYPE_CHECKING:
    from tools.runbooks.ingest import IngestReport
    from tools.toolbox import Toolbox


def ingest(
    directory: Annotated[Path, typer.Argument(help="A folder of Markdown files, with any subfolders.")],
    source: Annotated[str | None, typer.Option(help="A lasting name for the folder; the default is its path.")] = None,
    tenant: Tenant = DEFAULT_TENANT,
) -> None:
    """Read a folder of runbooks; run it again after changes. Runbooks whose files are gone are removed."""
    from tools.nouns.knowledge import folder_source
    from tools.runbooks.ingest import source_of

    chosen = folder_source(source) if source else source_of(directory)

    async def work(toolbox: "Toolbox") -> "IngestReport":
        from api.acts import runbooks
        from api.progress import IngestProgress

        with IngestProgress("Reading runbooks") as progress:
            return await runbooks.ingest(toolbox, caller_of(tenant), directory, chosen, progress)

    done = with_toolbox(work)
    counts = (len(done.added), len(done.updated), len(done.unchanged), len(done.removed), len(done.skipped))
    console.print("{} added, {} updated, {} unchanged, {} removed, {} skipped.".format(*counts))
    for word, files in (("skipped ", done.skipped), ("doubtful", done.doubtful)):
        for path, reason in files:
            console.print(f"  {word} {path}: {reason}", style="yellow", highlight=False, markup=False, soft_wrap=True)
    if done.stepped_back:
        say(f"The {done.stepped_back} shipped runbooks are no longer searched for {tenant}:")
        say(f"SHIPPED_RUNBOOKS=always keeps them, `runbooks remove --all-of {chosen}` brings them back.")
