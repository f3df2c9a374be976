"""`python -m evals`: the golden suite; `--data DIR`: the public sets; `--stream PATH`: a replay through REST.

Exits with 1 when the suite is below `thresholds.toml`.
"""

import argparse
import asyncio
import os
import time
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from evals.cases import Case, golden_folder
from evals.loading import load_cases
from evals.report import RESULTS, print_report, write_report
from evals.summary import Outcome, judged, load_thresholds, shortfalls, summarise


def main() -> int:
    """Read the command line and run what it asks for; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    parser.add_argument("--cases", type=Path, default=golden_folder(), help="folder of golden *.jsonl")
    parser.add_argument(
        "--only", default="", help="cases whose id has this word in it or that have it as a tag; with --data, sets"
    )
    parser.add_argument("--data", type=Path, help="folder of public data sets: run them beside the baselines")
    parser.add_argument("--stream", type=Path, help="a stream.jsonl to replay through a fresh REST server")
    parser.add_argument("--out", type=Path, default=RESULTS / "predictions.jsonl", help="where --stream writes")
    parser.add_argument("--configured", action="store_true", help="on the backends the environment names, not embedded")
    asked = parser.parse_args()
    console = Console(width=None if os.isatty(1) else 160)
    if asked.stream:
        from evals.replay import replay

        replay(asked.stream, asked.out, console, configured=asked.configured)
        return 0
    if asked.data:
        from evals.public_sets import NothingToJudge, run_public

        try:
            run_public(asked.data, console, asked.only)
        except NothingToJudge as fault:
            console.print(f"[red]{fault}[/]", soft_wrap=True)
            return 1
        return 0
    return _golden(asked.cases, asked.only, console, configured=asked.configured)


def _golden(folder: Path, only: str, console: Console, *, configured: bool) -> int:
    cases = [case for case in load_cases(folder) if only in case.id or only in case.tags]
    if os.environ.get("LANGSMITH_API_KEY"):
        from evals.langsmith_sync import run_experiment

        console.print(f"LangSmith experiment: {asyncio.run(run_experiment(cases))}")
    began = time.perf_counter()
    outcomes = asyncio.run(_judge(cases, console, configured))
    summary, thresholds = summarise(outcomes), {} if only else load_thresholds()
    print_report(console, summary, outcomes, thresholds)
    name = "golden-configured" if configured else "golden"
    console.print(f"Written to {write_report(name, summary, outcomes, time.perf_counter() - began)}")
    faults = shortfalls(summary, thresholds)
    for fault in faults:
        console.print(f"[red]below threshold[/] {fault}")
    return 1 if faults else 0


async def _judge(cases: list[Case], console: Console, configured: bool) -> list[Outcome]:
    from evals.runner import Runner

    with Progress(console=console, transient=True) as progress:
        async with Runner(configured=configured) as runner:
            return [judged(case, await runner.run(case)) for case in progress.track(cases, description="golden cases")]


if __name__ == "__main__":
    raise SystemExit(main())
