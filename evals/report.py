"""Writes the suite's result for people (tables in the terminal, Markdown) and for machines (JSON)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from evals.summary import Outcome, Share, Summary, Thresholds

RESULTS = Path("evals", "results")
"""The default folder for results, below the current one."""
WORST = 20


def print_report(console: Console, summary: Summary, outcomes: Sequence[Outcome], thresholds: Thresholds) -> None:
    """Print shares per tag and per judge beside their thresholds, then the worst cases with the reasons."""
    console.print(_shares("Cases by tag", "cases", summary.tags, thresholds.get("tags", {})))
    console.print(_shares("Checks by judge", "checks", summary.judges, thresholds.get("judges", {})))
    if summary.wrappers:
        console.print(_shares("Verdicts by wrapper", "texts", summary.wrappers, thresholds.get("wrappers", {})))
    worst = Table("case", "why it matters", "what went wrong", title="Worst cases", show_lines=True)
    for outcome in _worst(outcomes):
        worst.add_row(outcome.case.id, escape(outcome.case.why), escape("\n".join(outcome.reasons)))
    if worst.row_count:
        console.print(worst)
    console.print(f"{summary.cases.passed} of {summary.cases.total} cases pass ({summary.cases.value:.1%})")


def _shares(title: str, unit: str, shares: Mapping[str, Share], wanted: Mapping[str, float]) -> Table:
    table = Table(title.split()[-1], unit, "pass", "share", "threshold", title=title)
    for column in table.columns[1:]:
        column.justify = "right"
    for name, share in shares.items():
        least = wanted.get(name)
        colour = "red" if least is not None and share.value < least else "green" if share.value == 1 else "yellow"
        shown = f"[{colour}]{share.value:.3f}[/]"
        table.add_row(name, str(share.total), str(share.passed), shown, "" if least is None else f"{least:.2f}")
    return table


def _worst(outcomes: Sequence[Outcome]) -> list[Outcome]:
    failed = [outcome for outcome in outcomes if not outcome.passed]
    return sorted(failed, key=lambda outcome: (-len(outcome.reasons), outcome.case.id))[:WORST]


def write_report(folder: Path, name: str, summary: Summary, outcomes: Sequence[Outcome], seconds: float) -> Path:
    """Write `<name>.json` and `.md` to the folder, creating it if needed; return the Markdown's path."""
    folder.mkdir(parents=True, exist_ok=True)
    data = as_json(summary, outcomes) | {"seconds": round(seconds, 1)}
    (folder / f"{name}.json").write_text(json.dumps(data, indent=1, ensure_ascii=False), encoding="utf-8")
    page = folder / f"{name}.md"
    page.write_text("\n".join(_markdown(summary, outcomes, seconds)) + "\n", encoding="utf-8")
    return page


def as_json(summary: Summary, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return the figures, and every case with its faults."""
    return {
        "cases": {"passed": summary.cases.passed, "total": summary.cases.total},
        "tags": {name: {"passed": share.passed, "total": share.total} for name, share in summary.tags.items()},
        "judges": {name: {"passed": share.passed, "total": share.total} for name, share in summary.judges.items()},
        "wrappers": {name: {"passed": share.passed, "total": share.total} for name, share in summary.wrappers.items()},
        "results": [
            {
                "id": outcome.case.id,
                "tags": sorted(outcome.case.tags),
                "passed": outcome.passed,
                "seconds": round(outcome.results.seconds, 3),
                "reasons": outcome.reasons,
            }
            for outcome in outcomes
        ],
    }


def _markdown(summary: Summary, outcomes: Sequence[Outcome], seconds: float) -> Iterator[str]:
    yield f"# Golden suite: {summary.cases.passed} of {summary.cases.total} cases in {seconds:.0f} s"
    for title, shares in (("tag", summary.tags), ("judge", summary.judges), ("wrapper", summary.wrappers)):
        yield f"\n| {title} | passed | total | share |\n|---|---|---|---|"
        yield from (
            f"| {name} | {share.passed} | {share.total} | {share.value:.3f} |" for name, share in shares.items()
        )
    yield "\n## Failures"
    for outcome in outcomes:
        if not outcome.passed:
            yield f"- **{outcome.case.id}** – {outcome.case.why} " + "; ".join(f"`{why}`" for why in outcome.reasons)
