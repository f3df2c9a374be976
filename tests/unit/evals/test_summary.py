"""Outcomes become shares, and a share below its threshold is named."""

import json
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from evals import report
from evals.cases import Case, CaseResults, golden_folder
from evals.evaluators import Score
from evals.loading import load_cases
from evals.summary import Outcome, Share, load_thresholds, shortfalls, summarise


def outcome(id_: str, *tags: str, reasons: tuple[str, ...] = ()) -> Outcome:
    case = Case(id_, (), {}, frozenset(tags), "It matters.")
    return Outcome(case, CaseResults(()), (Score("verdict", 2 - len(reasons), 2, reasons),))


OUTCOMES = [outcome("a", "new", "alert"), outcome("b", "new", reasons=("step 1: verdict existing [expected] new",))]


def test_shares_per_tag_and_judge() -> None:
    summary = summarise(OUTCOMES)

    assert summary.cases == Share(1, 2)
    assert summary.tags == {"new": Share(1, 2), "alert": Share(1, 1)}
    assert summary.judges["verdict"] == Share(3, 4)


def test_what_is_below_its_threshold_is_named() -> None:
    thresholds = {"suite": {"cases": 0.5}, "tags": {"new": 0.6, "alert": 1.0}, "judges": {"verdict": 0.9}}

    faults = shortfalls(summarise(OUTCOMES), thresholds)

    assert faults == [
        "tags.new: 0.500 is below 0.600 (1 of 2)",
        "judges.verdict: 0.750 is below 0.900 (3 of 4)",
    ]


def test_a_threshold_for_a_tag_that_nothing_carries_is_a_fault() -> None:
    assert shortfalls(summarise(OUTCOMES), {"tags": {"lost": 0.1}}) == [
        "tags.lost: a threshold for something that was not judged"
    ]


def test_every_shipped_threshold_is_for_something_that_exists() -> None:
    tags = {tag for case in load_cases(golden_folder()) for tag in case.tags}

    assert set(load_thresholds()["tags"]) <= tags


def test_the_report_is_written_for_people_and_machines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "RESULTS", tmp_path)

    page = report.write_report("golden", summarise(OUTCOMES), OUTCOMES, 1.5)

    assert "1 of 2 cases" in page.read_text(encoding="utf-8")
    data = json.loads((tmp_path / "golden.json").read_text(encoding="utf-8"))
    assert [result["id"] for result in data["results"] if not result["passed"]] == ["b"]


def test_the_terminal_shows_the_worst_cases_with_their_reasons() -> None:
    console = Console(width=160, record=True, file=StringIO())

    report.print_report(console, summarise(OUTCOMES), OUTCOMES, {"tags": {"new": 0.9}})

    shown = console.export_text()
    assert "existing [expected] new" in shown
    assert "0.90" in shown
