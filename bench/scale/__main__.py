"""`python -m bench.scale`: the simulation alone, costed by parameters.toml; `bench --only scale` also measures."""

import argparse
import os

from rich.console import Console

from bench.rows import print_rows
from bench.scale.tables import simulated_rows


def main() -> None:
    """Print how many processes sustain the rate, and what changes that."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    parser.add_argument("--rate", type=float, help="reports per second, instead of the value in parameters.toml")
    asked = parser.parse_args()
    if asked.rate is not None and asked.rate <= 0:
        parser.error("--rate is a number of reports per second, above 0")
    print_rows(Console(width=None if os.isatty(1) else 190), simulated_rows(reports_per_second=asked.rate))


if __name__ == "__main__":
    main()
