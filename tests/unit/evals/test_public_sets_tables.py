"""What the public sets measured is kept for people and for machines."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.console import Console

from evals import public_sets
from evals.faults import NothingToJudge
from evals.public import Table

JOINS = {"relation": "join:a"}


def test_a_set_that_is_not_there_is_named_and_left_out(tmp_path: Path) -> None:
    story = {"id": "1", "steps": [{"name": "a", "log": "disk full", "service": "s"}] * 2, "expected": [None, JOINS]}
    (tmp_path / "public_cases").mkdir()
    (tmp_path / "public_cases" / "some.jsonl").write_text(json.dumps(story), encoding="utf-8")
    console = Console(width=1000, record=True)

    public_sets.run_public(tmp_path, console, tmp_path / "results")

    assert console.export_text().count("left out") == len(public_sets.SETS) - 1
    [kept] = json.loads((tmp_path / "results" / "public.json").read_text(encoding="utf-8"))
    assert kept["title"] == "Stories of reports"


def test_a_folder_without_sets_is_a_fault_that_says_what_to_add(tmp_path: Path) -> None:
    with pytest.raises(NothingToJudge, match=r"nothing to measure; put \*\.jsonl into .* log_pairs"):
        public_sets.run_public(tmp_path, Console(quiet=True), tmp_path)


def test_tables_are_kept_for_people_and_machines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_sets, "SETS", {"pairs": ()})
    table = Table("Pairs", ("method", "F1"), (("ours", 0.98), ("cosine", 0.9)), ("higher is better",))
    monkeypatch.setitem(sys.modules, "evals.public.pairs", SimpleNamespace(run=lambda _: table))

    public_sets.run_public(tmp_path, Console(quiet=True), tmp_path)

    page = (tmp_path / "public.md").read_text(encoding="utf-8")
    assert "| ours | 0.98 |" in page
    assert "higher is better" in page
    assert json.loads((tmp_path / "public.json").read_text(encoding="utf-8"))[0]["rows"][1] == ["cosine", 0.9]
