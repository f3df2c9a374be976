"""JUnit XML: a case is a test case, a threshold that is not reached is another."""

from pathlib import Path
from xml.etree.ElementTree import parse

from evals.cases import Case, CaseResults
from evals.evaluators import Score
from evals.junit import write_junit
from evals.summary import Outcome


def outcome(id_: str, *reasons: str) -> Outcome:
    case = Case(id_, (), {}, frozenset({"new", "alert"}), "It matters.")
    return Outcome(case, CaseResults((), (), 0.25), (Score("verdict", 1 - len(reasons), 1, reasons),))


def test_cases_and_shortfalls_are_told(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "golden.xml"
    write_junit(path, [outcome("a"), outcome("b", "step 1: <new>\x1b[0m")], ["tags.new: 0.5 is below 1.0"], 1.5)

    suite = parse(path).getroot()
    assert suite.attrib == {"name": "golden", "tests": "3", "failures": "2", "time": "1.500"}
    assert [(case.get("classname"), case.get("name")) for case in suite] == [
        ("alert", "a"),
        ("alert", "b"),
        ("thresholds", "tags.new"),
    ]
    [failure] = suite[1]
    assert failure.get("message") == "verdict: step 1: <new>?[0m"
    assert (failure.text or "").startswith("It matters.")
    assert len(suite[0]) == 0
