"""Figures on public data, next to the baselines, computed in the same run."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Table:
    """One table of results; every row has a cell per column."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    notes: tuple[str, ...] = ()


def evaluation_data(*parts: str) -> Path | None:
    """Return this path below the folder that EVALUATION_DATA names; None if it is unset or nothing is there."""
    folder = os.environ.get("EVALUATION_DATA")
    path = Path(folder, *parts) if folder else None
    return path if path and path.exists() else None


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects in a JSON Lines file, in order, without empty lines."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]
