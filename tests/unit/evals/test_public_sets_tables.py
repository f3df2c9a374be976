"""What the public sets measured is kept for people and for machines."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.console import Console

from evals import public_sets
from evals.public import Table


def test_a_set_that_is_not_there_is_named_and_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_sets, "RESULTS", tmp_path / "results")
    console = Console(width=120, record=True)

    public_sets.run_public(tmp_path, console)

    assert console.export_text().count("left out") == len(public_sets.SETS)
    assert json.loads((tmp_path / "results" / "public.json").read_text(encoding="utf-8")) == []


def test_tables_are_kept_for_people_and_machines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_sets, "RESULTS", tmp_path)
    monkeypatch.setattr(public_sets, "SETS", {"pairs": ()})
    table = Table("Pairs", ("method", "F1"), (("ours", 0.98), ("cosine", 0.9)), ("higher is better",))
    monkeypatch.setitem(sys.modules, "evals.public.pairs", SimpleNamespace(run=lambda _: table))

    public_sets.run_public(tmp_path, Console(quiet=True))

    page = (tmp_path / "public.md").read_text(encoding="utf-8")
    assert "| ours | 0.98 |" in page
    assert "higher is better" in page
    assert json.loads((tmp_path / "public.json").read_text(encoding="utf-8"))[0]["rows"][1] == ["cosine", 0.9]
