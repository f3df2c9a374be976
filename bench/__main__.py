"""`python -m bench`: every speed figure in one run on this machine, as ratios; `--full` adds a million tickets.

`--against PATH` adds the CPU time of this build beside that of the build checked out at PATH, and the S3 store's rates.
"""

import argparse
import os
import platform
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
from rich.console import Console

from bench.browser import browser_rows
from bench.cold import distinct_rows, overload_rows, stream_rows
from bench.figures import figure_rows
from bench.growth import growth_rows, start_rows
from bench.long_bodies import long_body_rows
from bench.pages import page_rows
from bench.peers import alertmanager_rows, worker_rows
from bench.people import people_rows
from bench.rows import Row, print_rows, skipped, write_rows
from bench.s3_batches import s3_rows
from bench.scale.rows import scale_rows
from bench.servers import Target, echo
from bench.storms import batch_rows, storm_rows, template_rows
from bench.traces import trace_rows
from bench.versus import versus_rows
from bench.webhooks import webhook_rows

RESULTS = Path(__file__).parent / "results"
BUSY = 1.0
"""If the load average at the start is above this, the figures are not worth keeping."""

Measure = Callable[[Path, Target], Iterator[Row]]


def measures(full: bool, other: Path | None = None) -> dict[str, Measure]:
    """Return the measures by their `--only` word, in the order of the table; `other` is a build to compare with."""
    versus: dict[str, Measure] = {"versus": lambda home, _: versus_rows(other, home)} if other else {}
    sizes = (100_000, 1_000_000) if full else (100_000,)
    return versus | {
        "start": start_rows,
        "storm": storm_rows,
        "templates": template_rows,
        "traces": trace_rows,
        "batch": batch_rows,
        "webhook": lambda home, target: webhook_rows(home, target, other),
        "stream": stream_rows,
        "distinct": distinct_rows,
        "overload": lambda home, _: overload_rows(home, 60 if full else 20),
        "long-bodies": long_body_rows,
        "people": people_rows,
        "pages": page_rows,
        "browser": browser_rows,
        "workers": worker_rows,
        "alertmanager": alertmanager_rows,
        "figures": lambda home, target: figure_rows(home, target, sizes[-1]),
        "scale": scale_rows,
        "growth": lambda home, target: growth_rows(home, target, sizes),
        "s3": lambda _, __: s3_rows(other),
    }


def main() -> None:
    """Run the requested measures, print the table and write it as JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--full", action="store_true", help="60 s of overload, growth to a million tickets")
    parser.add_argument("--only", nargs="*", default=[], help=f"some of: {', '.join(measures(False))}")
    parser.add_argument("--against", type=Path, help="a checkout of another build, with its own .venv")
    asked = parser.parse_args()
    other = asked.against.resolve() if asked.against else None
    console, rows, machine = Console(width=None if os.isatty(1) else 190), [], _machine()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, echo(Path(folder)) as bare:
        for name, measure in measures(asked.full, other).items():
            if not asked.only or name in asked.only:
                with console.status(f"measuring: {name}"):
                    rows += _measured(name, measure, Path(folder), bare)
    print_rows(console, rows)
    if float(machine["load"]) > BUSY:
        console.print("[red]Others were using this machine at the start: these ratios mean little.[/]")
    console.print(", ".join(f"{name} {value}" for name, value in machine.items()))
    page = RESULTS / f"bench-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    write_rows(rows, machine, page)
    console.print(f"Written to {page}")


def _measured(name: str, measure: Measure, home: Path, bare: Target) -> list[Row]:
    """Run one measure. If it fails, its row says so; the others still run."""
    try:
        return list(measure(home, bare))
    except (RuntimeError, OSError, httpx.HTTPError) as error:
        return [skipped(name, f"failed: {error}"[:300])]


def _machine() -> dict[str, str]:
    """Return what the figures depend on. A load before the start means that the processor was already in use."""
    system, python = platform.platform(), platform.python_version()
    return {"cores": str(os.cpu_count()), "python": python, "system": system, "load": f"{os.getloadavg()[0]:.2f}"}


if __name__ == "__main__":
    main()
