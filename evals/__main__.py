"""`python -m evals`: the golden suite; `--data DIR`: the public sets; `--stream PATH`: a replay through REST.

Exits with 0 if the suite reaches `thresholds.toml`, with 1 if it does not, and with 2 if nothing can be judged. Chosen
cases (`--only`) and your own (`--cases`) must all pass, unless `--thresholds` says otherwise.
"""

import argparse
import asyncio
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from evals.case_files import chosen, load_cases
from evals.cases import Case, golden_folder
from evals.faults import CannotJudge
from evals.junit import write_junit
from evals.report import RESULTS, print_report, write_report
from evals.summary import ALL_PASS, Outcome, Thresholds, judged, load_thresholds, shortfalls, summarise
from evals.wrapped.verdicts import wrapped_shares

PIPED_WIDTH = 160


@dataclass(frozen=True, slots=True)
class Asked:
    """The command line. `cases` and `thresholds` are None for the shipped ones, `out` for the default folder."""

    cases: Path | None
    only: str
    runbooks: Path | None
    thresholds: Path | None
    data: Path | None
    stream: Path | None
    out: Path | None
    junit: Path | None
    langsmith: bool
    configured: bool

    @property
    def folder(self) -> Path:
        """The folder for results."""
        return self.out or RESULTS

    def wanted(self) -> Thresholds:
        """Return what must be reached: everything for chosen cases or your own, else the shipped thresholds."""
        if self.thresholds:
            return load_thresholds(self.thresholds)
        return ALL_PASS if self.only or self.cases else load_thresholds()


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and run what it asks for; return the exit code."""
    asked = _read(arguments)
    console = Console(width=None if os.isatty(1) or "COLUMNS" in os.environ else PIPED_WIDTH)
    try:
        return _run(asked, console)
    except CannotJudge as fault:
        console.print(str(fault), style="red", markup=False, highlight=False, soft_wrap=True)
        return 2


def _read(arguments: Sequence[str] | None) -> Asked:
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    parser.add_argument("--cases", type=Path, help="folder of your own *.jsonl instead of the golden cases")
    parser.add_argument(
        "--only", default="", help="cases whose id contains this word or that have it as a tag; or sets"
    )
    parser.add_argument("--runbooks", type=Path, help="folder of your own *.md instead of the shipped runbooks")
    parser.add_argument("--thresholds", type=Path, help="a file like evals/thresholds.toml")
    parser.add_argument("--data", type=Path, help="folder of public data sets: run them beside the baselines")
    parser.add_argument("--stream", type=Path, help="a stream.jsonl to replay through a fresh REST server")
    parser.add_argument("--out", type=Path, help=f"folder of the results ({RESULTS}); with --stream, a *.jsonl file")
    parser.add_argument("--junit", type=Path, help="write the golden cases as JUnit XML to this file")
    parser.add_argument("--langsmith", action="store_true", help="upload the cases and their results; needs a key")
    parser.add_argument(
        "--configured", action="store_true", help="use the backends that the environment names, not embedded ones"
    )
    return Asked(**vars(parser.parse_args(arguments)))


def _run(asked: Asked, console: Console) -> int:
    if asked.stream:
        from evals.replay import replay

        predictions = asked.folder if asked.folder.suffix else asked.folder / "predictions.jsonl"
        replay(asked.stream, predictions, console, configured=asked.configured)
        return 0
    if asked.data:
        from evals.public_sets import run_public

        run_public(asked.data, console, asked.folder, asked.only)
        return 0
    return _golden(asked, console)


def _golden(asked: Asked, console: Console) -> int:
    thresholds = asked.wanted()
    if asked.langsmith and not os.environ.get("LANGSMITH_API_KEY"):
        raise CannotJudge("--langsmith: set LANGSMITH_API_KEY")
    cases = chosen(load_cases(asked.cases or golden_folder()), asked.only)
    began = time.perf_counter()
    outcomes = asyncio.run(_judge(cases, console, asked))
    summary = summarise(outcomes, wrapped_shares(cases))
    seconds = time.perf_counter() - began
    print_report(console, summary, outcomes, thresholds)
    name = "golden-configured" if asked.configured else "golden"
    console.print(f"Written to {write_report(asked.folder, name, summary, outcomes, seconds)}")
    faults = shortfalls(summary, thresholds, some=bool(asked.only))
    if asked.junit:
        write_junit(asked.junit, outcomes, faults, seconds)
    for fault in faults:
        console.print(f"[red]below threshold[/] {fault}")
    if asked.langsmith:
        from evals.langsmith_sync import run_experiment

        console.print(f"LangSmith experiment: {asyncio.run(run_experiment(cases))}")
    return 1 if faults else 0


async def _judge(cases: Sequence[Case], console: Console, asked: Asked) -> list[Outcome]:
    from evals.runner import Runner

    with Progress(console=console, transient=True) as progress:
        async with Runner(configured=asked.configured, runbooks=asked.runbooks) as runner:
            return [judged(case, await runner.run(case)) for case in progress.track(cases, description="golden cases")]


if __name__ == "__main__":
    raise SystemExit(main())
