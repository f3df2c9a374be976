"""Brings the shipped runbooks and those of RUNBOOKS_DIR up to date at a start."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from tools.nouns.accounts import DEFAULT_TENANT
from tools.runbooks.ingest import Progress, ingest_folder, ingest_shipped, source_of
from tools.settings import Settings
from tools.toolbox import Toolbox

Watch = Callable[[str], AbstractContextManager[Progress | None]]
"""Shows progress under a title."""


@contextmanager
def _nobody_watches(_title: str) -> Iterator[None]:
    yield


async def ingest(settings: Settings, toolbox: Toolbox, watch: Watch = _nobody_watches) -> int:
    """Make the stored runbooks equal to the files; what has not changed costs nothing. Returns how many there are."""
    with watch("Reading the shipped runbooks") as progress:
        reports = [await ingest_shipped(toolbox.runbooks, toolbox.embedder, progress)]
    folder = settings.runbooks_dir
    if folder is not None:
        with watch(f"Reading {folder}") as progress:
            reports.append(
                await ingest_folder(
                    folder, toolbox.runbooks, toolbox.embedder, DEFAULT_TENANT, source_of(folder), progress
                )
            )
    return sum(len(each.added) + len(each.updated) + len(each.unchanged) for each in reports)
