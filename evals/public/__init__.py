"""Figures on public data, next to the baselines, computed in the same run."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """One table of results; every row has a cell per column."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    notes: tuple[str, ...] = ()
