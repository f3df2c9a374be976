"""The progress bar for reading runbooks."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from api.console import console


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
