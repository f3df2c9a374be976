"""Runs all public data sets of a folder, each with its baselines; prints the tables and writes JSON and Markdown."""

import json
import time
from collections.abc import Iterator
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from rich import table as rich_table
from rich.console import Console

from evals.faults import NothingToJudge
from evals.public import Table

SETS: dict[str, tuple[str, ...]] = {
    "streams": ("streams",),
    "log_pairs": ("log_pairs",),
    "alert_pairs": ("alert_pairs",),
    "left_out": ("log_pairs", "alert_pairs"),
    "left_out_streams": ("streams",),
    "verdict_kinds": ("verdict_kinds",),
    "runtime_pairs": ("runtime_pairs",),
    "public_cases": ("public_cases",),
    "runbooks": ("runbooks",),
    "left_out_runbooks": ("runbooks",),
    "precisions": ("streams", "log_pairs", "alert_pairs", "verdict_kinds", "runtime_pairs"),
}
"""Modules of `evals.public` with `run(data_dir) -> Table`, and the folders of data that each reads."""


def run_public(data_dir: Path, console: Console, out: Path, only: str = "") -> None:
    """Run every set in the folder whose name contains `only`, and write the tables to `out`; name missing sets.

    Raises NothingToJudge if no set is left.
    """
    tables: list[Table] = []
    for name, folders in SETS.items():
        if only not in name:
            continue
        if not all((data_dir / folder).is_dir() for folder in folders):
            console.print(f"{name}: its data is not in {data_dir}, left out")
            continue
        began = time.perf_counter()
        with console.status(f"measuring {name}"):
            table = import_module(f"evals.public.{name}").run(data_dir)
        console.print(_printed(table))
        console.print(f"{name}: {time.perf_counter() - began:.0f} s")
        tables.append(table)
    if not any(table.rows for table in tables):
        wanted = ", ".join(sorted({folder for name, folders in SETS.items() if only in name for folder in folders}))
        raise NothingToJudge(
            f"{data_dir}: nothing to measure; put *.jsonl into one of the folders {wanted or '(none is named so)'}"
        )
    console.print(f"Written to {_write(tables, out)}")


def _printed(table: Table) -> rich_table.Table:
    printed = rich_table.Table(*table.columns, title=table.title, caption="; ".join(table.notes) or None)
    for row in table.rows:
        printed.add_row(*map(str, row))
    return printed


def _write(tables: list[Table], folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    data = json.dumps([asdict(table) for table in tables], indent=1, default=str)
    (folder / "public.json").write_text(data, encoding="utf-8")
    page = folder / "public.md"
    page.write_text("\n".join(line for table in tables for line in _markdown(table)) + "\n", encoding="utf-8")
    return page


def _markdown(table: Table) -> Iterator[str]:
    yield f"\n## {table.title}\n"
    yield "| " + " | ".join(table.columns) + " |"
    yield "|" + "---|" * len(table.columns)
    yield from ("| " + " | ".join(map(str, row)) + " |" for row in table.rows)
    yield from (f"\n{note}" for note in table.notes)
