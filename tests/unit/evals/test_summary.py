"""Outcomes become shares, and a share below its threshold is named."""

import json
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from evals import report
from evals.case_files import load_cases
from evals.cases import Case, CaseResults, golden_folder
from evals.evaluators import Score
from evals.faults import CannotJudge
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


def test_of_chosen_cases_only_what_they_carry_is_asked() -> None:
    assert shortfalls(summarise(OUTCOMES), {"tags": {"lost": 0.1, "new": 0.4}}, some=True) == []


def test_nothing_judged_is_a_fault() -> None:
    assert shortfalls(summarise([]), {}, some=True) == ["suite.cases: nothing was judged"]


def test_wrappers_have_thresholds_too() -> None:
    summary = summarise(OUTCOMES, {"in docker": Share(9, 10)})

    assert shortfalls(summary, {"wrappers": {"in docker": 1.0}}) == [
        "wrappers.in docker: 0.900 is below 1.000 (9 of 10)"
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[tags", "no thresholds can be read"),
        ("[tag]\nnew = 1.0", "tag is not a table of thresholds; there are [suite], [judges], [tags], [wrappers]"),
        ("tags = 1.0", "tags is not a table"),
        ("[tags]\nnew = 98", "[tags] new must be a share from 0 to 1, not 98"),
        ("[tags]\nnew = 'all'", "[tags] new must be a share from 0 to 1, not 'all'"),
    ],
)
def test_a_file_of_thresholds_is_read_strictly(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(CannotJudge) as raised:
        load_thresholds(path)

    assert str(raised.value).startswith(str(path))
    assert says in str(raised.value)


def test_a_missing_file_of_thresholds_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotJudge, match="no thresholds can be read"):
        load_thresholds(tmp_path / "none.toml")


def test_the_report_is_written_for_people_and_machines(tmp_path: Path) -> None:
    page = report.write_report(tmp_path / "new", "golden", summarise(OUTCOMES), OUTCOMES, 1.5)

    assert "1 of 2 cases" in page.read_text(encoding="utf-8")
    data = json.loads((tmp_path / "new" / "golden.json").read_text(encoding="utf-8"))
    assert [result["id"] for result in data["results"] if not result["passed"]] == ["b"]


def test_the_terminal_shows_the_worst_cases_with_their_reasons() -> None:
    console = Console(width=160, record=True, file=StringIO())

    report.print_report(console, summarise(OUTCOMES), OUTCOMES, {"tags": {"new": 0.9}})

    shown = console.export_text()
    assert "existing [expected] new" in shown
    assert "0.90" in shown
