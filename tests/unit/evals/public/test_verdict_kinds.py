"""Verdicts by kind: what must become one ticket, what must not, and what is left to other tables."""

import json
from pathlib import Path
from typing import Any

from evals.public.runtime_pairs import run as run_runtimes
from evals.public.verdict_kinds import judged, run

SAME = {"kind": "value: number", "a": "pool 1 is empty", "b": "pool 2 is empty", "service": "s", "expect": "same"}
OTHER = {**SAME, "kind": "subject", "b": "cpu of the pool is hot", "expect": "different"}
WRONG = {**OTHER, "kind": "value: word", "b": "pool 9 is empty", "id": "W1"}
BOOK = {**SAME, "kind": "runbook: twin"}


def written(folder: Path, rows: list[dict[str, Any]]) -> Path:
    path = folder / "verdict_kinds" / "some.jsonl"
    path.parent.mkdir()
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder


def test_each_pair_is_right_or_wrong_and_runbooks_are_left_out() -> None:
    assert [answer.right for answer in judged([SAME, OTHER, WRONG, BOOK])] == [True, True, False]


def test_the_weakest_kind_comes_first_and_all_together_last(tmp_path: Path) -> None:
    table = run(written(tmp_path, [SAME, OTHER, WRONG, BOOK]))
    assert [row[1:6] for row in table.rows] == [
        ("value", "different", 1, 0, ".000"),
        ("subject", "different", 1, 1, "1.00"),
        ("value", "same", 1, 1, "1.00"),
        ("all", "both", 3, 2, ".667"),
    ]
    assert table.rows[0][-1] == "W1"
    assert all(len(row) == len(table.columns) for row in table.rows)


def test_systems_get_a_row_each(tmp_path: Path) -> None:
    table = run(written(tmp_path, [{**SAME, "system": "shop"}, {**WRONG, "system": "bank"}]))
    assert [row[1:5] for row in table.rows][-3:] == [
        ("bank", "both", 1, 0),
        ("shop", "both", 1, 1),
        ("all", "both", 2, 1),
    ]


def test_runs_of_real_programs_have_the_same_table(tmp_path: Path) -> None:
    written(tmp_path, [SAME]).joinpath("verdict_kinds").rename(tmp_path / "runtime_pairs")
    assert run_runtimes(tmp_path).rows[-1][:2] == ("runtime_pairs/some", "all")
