"""One row of the table, and how it is printed and stored."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from bench.client import Sample

ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A measure: ours, what it is compared with, their ratio, and the target for that ratio (empty for none)."""

    measure: str
    ours: str
    reference: str = ""
    ratio: float | None = None
    target: str = ""
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the ratio reaches the target; None if there is nothing to compare."""
        if self.ratio is None or not self.target:
            return None
        least = self.target.startswith("≥")
        wanted = float(self.target.lstrip("≥≤ ").split()[0])
        return self.ratio >= wanted if least else self.ratio <= wanted


@dataclass(frozen=True, slots=True)
class Medians:
    """The medians of several rounds."""

    rate: float
    p50: float
    p99: float
    errors: int

    @property
    def shown(self) -> str:
        """The text for the table."""
        errors = f", {self.errors} ERRORS" if self.errors else ""
        return f"{self.rate:,.0f}/s (p50 {self.p50:.1f}, p99 {self.p99:.1f} ms{errors})"


def interleaved(loads: Sequence[Callable[[], Sample]], rounds: int = ROUNDS) -> list[Medians]:
    """Run the loads in turn, round after round, so that a slow minute affects all alike; return medians in order."""
    samples: list[list[Sample]] = [[] for _ in loads]
    for _ in range(rounds):
        for kept, load in zip(samples, loads, strict=True):
            kept.append(load())
    return [medians(kept) for kept in samples]


def medians(samples: Sequence[Sample]) -> Medians:
    """Return the medians of rates and percentiles; errors are added up."""
    return Medians(
        median(sample.rate for sample in samples),
        median(sample.percentile(50) for sample in samples),
        median(sample.percentile(99) for sample in samples),
        sum(sample.errors for sample in samples),
    )


def skipped(measure: str, reason: str) -> Row:
    """Return the row of a measure that cannot be taken here."""
    return Row(measure, "skipped", note=reason)


def print_rows(console: Console, rows: Iterable[Row]) -> None:
    """Print the table."""
    table = Table("measure", "ours", "reference", "ratio", "target", "note", title="Benchmark (one run, loopback)")
    for row in rows:
        colour = {True: "green", False: "red", None: "white"}[row.met]
        ratio = "" if row.ratio is None else f"[{colour}]{row.ratio:.2f}[/]"
        table.add_row(row.measure, row.ours, row.reference, ratio, row.target, row.note)
    console.print(table)


def write_rows(rows: Sequence[Row], machine: dict[str, str], path: Path) -> None:
    """Write JSON to `path`, with the machine it was measured on, and a Markdown table beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = {"machine": machine, "rows": [asdict(row) | {"met": row.met} for row in rows]}
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False), encoding="utf-8")
    path.with_suffix(".md").write_text("\n".join(_markdown(rows)) + "\n", encoding="utf-8")


def _markdown(rows: Iterable[Row]) -> Iterator[str]:
    yield "| measure | ours | reference | ratio | target | note |\n|---|---|---|---|---|---|"
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        shown = f"**{ratio}**" if row.met else ratio
        yield f"| {row.measure.strip()} | {row.ours} | {row.reference} | {shown} | {row.target} | {row.note} |"
