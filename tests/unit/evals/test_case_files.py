"""Golden cases are read whole, and a mistake in one is named."""

import json
from pathlib import Path
from typing import Any

import pytest

from evals.case_files import chosen, load_cases, parse_case
from evals.cases import golden_folder
from evals.faults import BadCase, NothingToJudge

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
        (changed(oops=1), "its keys are expected, id, inputs, tags, why"),
        (changed(tags="new"), "tags must be a list of words"),
        (changed(inputs={"steps": {"report": {}}}), "steps must be a list"),
        (changed(inputs={"steps": ["report"]}), "step 1 must be a JSON object"),
        (changed(inputs={"steps": [{"report": "disk full"}]}), "step 1 (report) must be a JSON object"),
        (changed(inputs={"steps": [{"at": "noon", "report": {"log": "a", "service": "s"}}]}), "at must be seconds"),
        (changed(expected={"one": {"verdict": "new"}}), "counted from 1"),
        (changed(expected={"1": "new"}), "expected of step 1 must be a JSON object"),
    ],
)
def test_a_typo_in_a_case_is_an_error_that_names_it(fault: dict[str, Any], says: str) -> None:
    with pytest.raises(BadCase) as raised:
        parse_case(fault)

    assert says in str(raised.value)


def test_the_place_of_a_fault_is_named(tmp_path: Path) -> None:
    (tmp_path / "some.jsonl").write_text(json.dumps(GOOD) + "\n\n{broken", encoding="utf-8")

    with pytest.raises(BadCase, match=r"some\.jsonl:3: not JSON at column 2 .*one JSON object on one line"):
        load_cases(tmp_path)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (b"[1]", "case must be a JSON object"),
        (b'"a"', "case must be a JSON object"),
        (b"\xff\xfe{", "save it again as UTF-8"),
    ],
)
def test_a_file_of_something_else_is_named_in_one_line(tmp_path: Path, written: bytes, says: str) -> None:
    (tmp_path / "some.jsonl").write_bytes(written)

    with pytest.raises(BadCase) as raised:
        load_cases(tmp_path)

    told = str(raised.value)
    assert told.startswith(str(tmp_path / "some.jsonl"))
    assert says in told
    assert "\n" not in told


def test_no_case_and_no_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(NothingToJudge, match="contains no case: write one JSON object per line"):
        load_cases(tmp_path)
    with pytest.raises(NothingToJudge, match="is not a folder"):
        load_cases(tmp_path / "missing")


def test_a_choice_is_by_id_or_tag_and_never_empty() -> None:
    cases = load_cases(golden_folder())

    assert all("secrets" in case.tags or "secrets" in case.id for case in chosen(cases, "secrets"))
    assert chosen(cases, "") == cases
    with pytest.raises(NothingToJudge, match="no case has 'zzzz' in its id or as a tag; there are the tags "):
        chosen(cases, "zzzz")


def test_an_id_may_be_used_once(tmp_path: Path) -> None:
    (tmp_path / "some.jsonl").write_text(f"{json.dumps(GOOD)}\n{json.dumps(GOOD)}\n", encoding="utf-8")

    with pytest.raises(BadCase, match="more than once: one"):
        load_cases(tmp_path)
