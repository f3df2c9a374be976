"""`incident-responder export|import`: a store as a file, for another machine or another backend."""

from pathlib import Path
from typing import Annotated

import typer

from api.console import console, with_store

Target = Annotated[Path, typer.Argument(help="A JSON Lines file.")]


def export(path: Target) -> None:
    """Write everything but users to a new file."""
    console.print(f"{with_store(lambda store: store.export_jsonl(path))} rows written to {path}.", markup=False)


def import_(path: Target) -> None:
    """Fill an empty store from an export."""
    console.print(f"{with_store(lambda store: store.import_jsonl(path))} rows read from {path}.", markup=False)
