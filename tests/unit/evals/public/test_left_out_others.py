"""Streams and runbooks left out in turn: a threshold never comes from what it is judged on."""

import json
from pathlib import Path

import pytest

from evals.public import left_out_runbooks, left_out_streams
from evals.public.left_out_streams import left_out, run, systems_of
from evals.public.runbooks import Answer, cut_for


def event(number: int, service: str, log: str, group: str, expected: str) -> dict[str, object]:
    return {
        "type": "incident", "id": str(number), "service": service, "log": log, "group": group, "incident": group,
        "expected": expected,
    }  # fmt: skip


STREAM = [
    event(1, "a", "pool 1 is empty", "pool", "new"),
    event(2, "b", "cpu of api is hot", "cpu", "new"),
    event(3, "a", "pool 2 is empty", "pool", "existing"),
    event(4, "b", "disk of api is full", "disk", "new"),
]


def test_a_system_is_judged_by_the_threshold_of_the_others() -> None:
    figures = {0.5: {"a": 1.0, "b": 0.2, "c": 0.9}, 0.9: {"a": 0.1, "b": 0.8, "c": 0.4}}
    told, thresholds = left_out(figures)
    assert told == {"a": 0.1, "b": 0.2, "c": 0.9}
    assert thresholds == [0.5, 0.9]


def test_every_method_has_a_row_and_ours_is_last(tmp_path: Path) -> None:
    (tmp_path / "streams").mkdir()
    (tmp_path / "streams" / "tiny.jsonl").write_text("".join(json.dumps(each) + "\n" for each in STREAM))
    (tmp_path / "streams" / "one.jsonl").write_text(json.dumps(STREAM[0]) + "\n")
    table = run(tmp_path)
    assert {row[0] for row in table.rows} == {"tiny"}, "a stream of one system leaves nothing to choose on"
    assert all(len(row) == len(table.columns) for row in table.rows)
    assert table.rows[-1][1:] == ("ours, as shipped", "1.00", "1.00", "1.00", "-")
    assert systems_of(STREAM) == ["a", "b"]
    assert left_out_streams.by_system(STREAM, lambda each: str(each["group"])) == {"a": 1.0, "b": 1.0}


def test_a_cut_keeps_nine_of_ten_right_answers() -> None:
    asked = [{"id": str(number), "expected": ["x"]} for number in range(10)]
    answers = {str(number): Answer(["x"], number / 10) for number in range(10)}
    assert cut_for(asked, answers) == pytest.approx(0.1)


def test_one_collection_leaves_nothing_to_choose_on(tmp_path: Path) -> None:
    (tmp_path / "runbooks").mkdir()
    rows = {
        "corpus": [{"id": "x", "title": "X", "text": "# X\n\nRestart it.", "source": "wiki"}],
        "queries": [{"id": "q", "kind": "text", "log": "x is down", "service": "s", "expected": ["x"]}],
        "nomatch": [{"id": "n", "kind": "unrelated", "log": "tea is ready", "service": "s", "expected": []}],
    }
    for name, each in rows.items():
        (tmp_path / "runbooks" / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in each))
    assert left_out_runbooks.run(tmp_path).rows == ()
