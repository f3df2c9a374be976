"""`python -m bench`: every speed figure in one run on this machine, as ratios; `--full` adds a million tickets."""

import argparse
import os
import platform
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from bench.cold import distinct_rows, overload_rows, stream_rows
from bench.growth import growth_rows, start_rows
from bench.peers import alertmanager_rows, worker_rows
from bench.rows import Row, print_rows, write_rows
from bench.servers import Target, echo
from bench.storms import batch_rows, storm_rows, template_rows

RESULTS = Path(__file__).parent / "results"

Measure = Callable[[Path, Target], Iterator[Row]]


def measures(full: bool) -> dict[str, Measure]:
    """By the word that `--only` takes, in the order of the table."""
    sizes = (100_000, 1_000_000) if full else (100_000,)
    return {
        "start": start_rows,
        "storm": storm_rows,
        "templates": template_rows,
        "batch": batch_rows,
        "stream": stream_rows,
        "distinct": distinct_rows,
        "overload": lambda home, _: overload_rows(home, 60 if full else 20),
        "workers": worker_rows,
        "alertmanager": alertmanager_rows,
        "growth": lambda home, target: growth_rows(home, target, sizes),
    }


def main() -> None:
    """Run the measures asked for, print the table and keep it as JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--full", action="store_true", help="60 s of overload, growth to a million tickets")
    parser.add_argument("--only", nargs="*", default=[], help=f"some of: {', '.join(measures(False))}")
    asked = parser.parse_args()
    console, rows = Console(width=None if os.isatty(1) else 190), []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, echo(Path(folder)) as bare:
        for name, measure in measures(asked.full).items():
            if not asked.only or name in asked.only:
                with console.status(f"measuring: {name}"):
                    rows += list(measure(Path(folder), bare))
    print_rows(console, rows)
    page = RESULTS / f"bench-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    write_rows(rows, _machine(), page)
    console.print(f"Written to {page}")


def _machine() -> dict[str, str]:
    return {"cores": str(os.cpu_count()), "python": platform.python_version(), "system": platform.platform()}


if __name__ == "__main__":
    main()
