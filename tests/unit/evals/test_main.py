"""The command's exit code tells the truth: 0 only when something was judged and reached what was asked."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from evals import __main__ as command
from evals.cases import Case, CaseResults
from evals.evaluators import Score
from evals.summary import Outcome

WRONG = "step 1: verdict new, expected existing"


def case(id_: str, *tags: str) -> str:
    steps = [{"report": {"log": f"disk of {id_} is full", "service": "s"}}]
    told = {"id": id_, "inputs": {"steps": steps}, "expected": {"1": {"verdict": "new"}}, "tags": tags, "why": "Why."}
    return json.dumps(told)


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Own cases, of which those with `bad` in their id fail; nothing is run."""

    async def judge(cases: Sequence[Case], *_: object) -> list[Outcome]:
        return [
            Outcome(each, CaseResults(()), (Score("verdict", 0, 1, (WRONG,) if "bad" in each.id else ()),))
            for each in cases
        ]

    monkeypatch.setattr(command, "_judge", judge)
    monkeypatch.delenv("LANGSMITH_API_KEY", raising=False)
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "mine"
    folder.mkdir()
    lines = [case("good-1", "new"), case("good-2", "new"), case("bad-1", "late")]
    (folder / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def told(capsys: pytest.CaptureFixture[str]) -> str:
    return " ".join(capsys.readouterr().out.split())


def test_own_cases_pass_without_the_shipped_thresholds(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--cases", str(mine), "--only", "good"]) == 0
    assert "below threshold" not in told(capsys)


def test_a_key_alone_uploads_nothing(
    mine: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command.main(["--cases", str(mine), "--only", "good", "--langsmith"]) == 2
    assert "LANGSMITH_API_KEY" in told(capsys)
    monkeypatch.setenv("LANGSMITH_API_KEY", "lsv2_x")
    monkeypatch.setattr("evals.langsmith_sync.sync_examples", _unreachable)
    assert command.main(["--cases", str(mine), "--only", "good"]) == 0
    assert "LangSmith" not in told(capsys)
    assert command.main(["--cases", str(mine), "--only", "good", "--langsmith"]) == 2
    said = told(capsys)
    assert "Written to" in said
    assert "LangSmith: OSError: no route" in said


def _unreachable(*_: object) -> None:
    raise OSError("no route")


def test_one_own_case_that_fails_is_a_failure(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--cases", str(mine)]) == 1
    assert "suite.cases: 0.667 is below 1.000 (2 of 3)" in told(capsys)
    assert command.main(["--cases", str(mine), "--only", "bad-1"]) == 1


def test_own_thresholds_decide(mine: Path, tmp_path: Path) -> None:
    thresholds = tmp_path / "mine.toml"
    thresholds.write_text("[suite]\ncases = 0.6\n[tags]\nnew = 1.0\nlate = 0.0\n", encoding="utf-8")
    asked = ["--cases", str(mine), "--thresholds", str(thresholds)]
    assert command.main(asked) == 0
    assert command.main([*asked, "--only", "good"]) == 0, "a choice is not asked for tags that it does not carry"
    thresholds.write_text("[tags]\nlost = 0.5\n", encoding="utf-8")
    assert command.main(asked) == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--cases", "mine", "--only", "zzzz"], "no case has 'zzzz'"),
        (["--cases", "empty"], "empty contains no case"),
        (["--cases", "missing"], "missing is not a folder"),
        (["--cases", "broken"], "broken/b.jsonl:1: not JSON"),
        (["--cases", "mine", "--thresholds", "none.toml"], "none.toml: no thresholds can be read"),
        (["--data", "empty"], "empty: nothing to measure"),
    ],
)
def test_what_cannot_be_judged_is_one_line_and_a_failure(
    mine: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    (mine.parent / "empty").mkdir()
    (mine.parent / "broken").mkdir()
    (mine.parent / "broken" / "b.jsonl").write_text("{", encoding="utf-8")

    assert command.main(arguments) == 2

    out = capsys.readouterr().out.strip().splitlines()
    assert says in out[-1]
    assert len(out) == 1 or "--data" in arguments


def test_results_go_where_asked_and_never_beside_the_code(mine: Path, tmp_path: Path) -> None:
    junit = tmp_path / "ci" / "golden.xml"
    asked = ["--cases", str(mine), "--only", "good"]
    assert command.main([*asked, "--out", str(tmp_path / "out"), "--junit", str(junit)]) == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"golden.json", "golden.md"}
    assert "good-2" in junit.read_text(encoding="utf-8")
    assert command.main(asked) == 0
    assert (tmp_path / "evals" / "results" / "golden.md").exists(), "below the folder one works in"


def test_a_folder_without_runbooks_is_named(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.jsonl").write_text(case("one", "new"), encoding="utf-8")
    (tmp_path / "books").mkdir()
    arguments = ["--cases", str(tmp_path / "mine"), "--runbooks", str(tmp_path / "books")]
    done = subprocess.run(
        [sys.executable, "-m", "evals", *arguments], capture_output=True, text=True, env=os.environ, check=False
    )
    assert done.returncode == 2
    assert "books contains no Markdown: --runbooks takes a folder of *.md files" in " ".join(done.stdout.split())
