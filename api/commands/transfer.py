"""`incident-responder export|import`: a store as a file, for another machine or another backend."""

from pathlib import Path
from typing import Annotated

import typer

from api.console import DEFAULT_TENANT, caller_of, console, with_store, written

Target = Annotated[Path, typer.Argument(help="A JSON Lines file.")]


def export(path: Target) -> None:
    """Write everything except accounts to a new file; - is standard output."""
    from api.acts.upkeep import export_store

    def write(file: Path) -> int:
        return with_store(lambda store: export_store(store, caller_of(DEFAULT_TENANT), file), makes=False)

    written(path, write, "rows")


def import_(path: Target) -> None:
    """Fill an empty store from an export."""
    from api.acts.upkeep import import_store

    rows = with_store(lambda store: import_store(store, caller_of(DEFAULT_TENANT), path))
    console.print(f"{rows} rows read from {path}.", markup=False)
