"""The public figures: how pairs are counted, how a stream is replayed, and that the policy joins as the product."""

import json
from pathlib import Path

import pytest

from evals.public.alert_pairs import run as run_alerts
from evals.public.lineages import Lineages
from evals.public.log_pairs import run as run_logs
from evals.public.scores import score_pairs, shown, spread
from evals.public.streams import replay
from evals.public.streams import run as run_streams

PAIRS = [
    {"duplicate": True, "kind": "pos"},
    {"duplicate": True, "kind": "pos"},
    {"duplicate": False, "kind": "neg_hard"},
    {"duplicate": False, "kind": "neg_random"},
]


def test_pairs_are_counted() -> None:
    score = score_pairs(PAIRS, [True, False, True, False])
    assert (score.precision, score.recall, score.f1, score.hard_merged) == (0.5, 0.5, 0.5, 1.0)


def test_figures_are_written_short() -> None:
    assert (shown(0.97149), shown(1.0), spread([0.9, 0.5])) == (".971", "1.00", ".500-.900")


def event(name: str, log: str) -> dict[str, str]:
    return {"type": "incident", "id": name, "service": "api", "log": log}


def test_a_resolved_head_makes_the_next_event_a_regression() -> None:
    stream = [event("1", "a"), event("2", "a"), {"type": "resolve", "ref": "2"}, event("3", "a"), event("4", "a")]
    told = replay(stream, lambda each: each["log"])
    assert [each["status"] for each in told] == ["new", "existing", "regression", "existing"]
    assert [each["incident_id"] for each in told] == ["1", "1", "3", "3"]


def test_lineages_join_by_fingerprint_rules_and_learning() -> None:
    place = Lineages().place
    logs = [
        "session opened for aldo by login",
        "session opened for mkern by login",
        "session opened for tpohl by login",
    ]
    roots = [place(event(str(number), log)) for number, log in enumerate(logs)]
    assert roots == ["0", "1", "0"], "the third value teaches, and the oldest lineage wins"
    assert place(event("9", logs[1])) == "0"
    assert place(event("8", "disk failure on array 7")) == "8"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    same = {
        "a": {"log": "pool 1 empty", "text": "Pool is empty"},
        "b": {"log": "pool 2 empty", "text": "The pool is empty"},
    }
    other = {"a": {"log": "pool 1 empty", "text": "Pool is empty"}, "b": {"log": "cpu 2 hot", "text": "CPU is too hot"}}
    rows = [
        {**pair, "id": str(number), "duplicate": pair is same, "kind": "pos" if pair is same else "neg_hard"}
        for number, pair in enumerate((same, other))
    ]
    for row in rows:
        row |= {"system": "S", "service": "s"}
        row["a"] = {**row["a"], "alert": "PoolEmpty"}
    stream = [
        {**event(str(number), log), "group": log[:3], "incident": log[:3], "expected": expected}
        for number, (log, expected) in enumerate([("pool 1 empty", "new"), ("pool 2 empty", "existing")])
    ]
    for name, lines in (("log_pairs/pairs", rows), ("alert_pairs/pairs", rows), ("streams/tiny", stream)):
        path = tmp_path / f"{name}.jsonl"
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return tmp_path


def test_every_set_makes_a_table_with_ours_last(folder: Path) -> None:
    for run in (run_logs, run_alerts, run_streams):
        table = run(folder)
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert "ours" in str(table.rows[-1][0])
