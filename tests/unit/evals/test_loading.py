"""Golden cases are read whole, and a mistake in one is named."""

import json
from pathlib import Path
from typing import Any

import pytest

from evals.cases import golden_folder
from evals.loading import BadCase, load_cases, parse_case

GOOD: dict[str, Any] = {
    "id": "one",
    "inputs": {"steps": [{"report": {"log": "a", "service": "s"}}, {"at": 600, "resolve": {"of": 1}}]},
    "expected": {"1": {"verdict": "new"}},
    "tags": ["new"],
    "why": "Because.",
}


def changed(**changes: Any) -> dict[str, Any]:
    return json.loads(json.dumps(GOOD)) | changes


def test_the_shipped_suite_is_large_and_every_case_says_why() -> None:
    cases = load_cases(golden_folder())

    assert len(cases) >= 200
    assert all(len(case.why) > 5 and case.expected for case in cases)
    assert len({case.tenant for case in cases}) == len(cases)


@pytest.mark.parametrize(
    "tag",
    [
        "new", "duplicate", "regression", "hard-negative", "service", "resource", "error", "direction", "environment",
        "paraphrase", "trace", "alert", "structured", "late", "grace", "release", "retrieval", "no-match", "advice",
        "injection", "secrets", "merge", "split",
    ],
)  # fmt: skip
def test_the_shipped_suite_covers(tag: str) -> None:
    assert [case for case in load_cases(golden_folder()) if tag in case.tags]


def test_a_case_is_read_with_its_times() -> None:
    case = parse_case(GOOD)

    assert [(step.act, step.at) for step in case.steps] == [("report", 0.0), ("resolve", 600.0)]
    assert case.expected == {1: {"verdict": "new"}}


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (changed(oops=1), "unknown keys ['oops']"),
        (changed(expected={"1": {"verdikt": "new"}}), "unknown keys ['verdikt']"),
        (changed(expected={"3": {"verdict": "new"}}), "has 2 steps"),
        (changed(expected={}), "expects nothing"),
        (changed(tags=[]), "must not be empty"),
        (changed(inputs={"steps": [{"report": {"log": "a"}}]}), "missing keys ['service']"),
        (changed(inputs={"steps": [{"reprot": {}}]}), "must be one of report"),
        (changed(inputs={"steps": [{"resolve": {"of": 1}}]}), "only name earlier steps"),
    ],
)
def test_a_typo_in_a_case_is_an_error_that_names_it(fault: dict[str, Any], says: str) -> None:
    with pytest.raises(BadCase) as raised:
        parse_case(fault)

    assert says in str(raised.value)


def test_the_place_of_a_fault_is_named(tmp_path: Path) -> None:
    (tmp_path / "some.jsonl").write_text(json.dumps(GOOD) + "\n\n{broken", encoding="utf-8")

    with pytest.raises(BadCase, match=r"some\.jsonl:3"):
        load_cases(tmp_path)


def test_an_id_may_be_used_once(tmp_path: Path) -> None:
    (tmp_path / "some.jsonl").write_text(f"{json.dumps(GOOD)}\n{json.dumps(GOOD)}\n", encoding="utf-8")

    with pytest.raises(BadCase, match="more than once: one"):
        load_cases(tmp_path)
