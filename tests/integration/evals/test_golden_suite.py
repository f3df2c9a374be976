"""Golden cases and a stream go through the real graph and the real server."""

import json
from pathlib import Path

import pytest
from langsmith import testing
from rich.console import Console

from evals.case_files import load_cases
from evals.cases import Case, golden_folder
from evals.replay import replay
from evals.runner import Runner
from evals.summary import judged


def golden(case_id: str) -> Case:
    return next(case for case in load_cases(golden_folder()) if case.id == case_id)


@pytest.mark.langsmith
async def test_golden_cases_run_through_the_graph_with_tracking_off(library_known: None) -> None:
    """The same words in another case are new there, and cases with settings of their own get their own store."""
    cases = [golden(name) for name in ("dup-seed-example", "reg-simple", "reg-critical-stays", "grace-inside")]
    testing.log_inputs({"cases": [case.id for case in cases]})

    async with Runner() as runner:
        outcomes = [judged(case, await runner.run(case)) for case in cases]
        found = await runner.run(looking_for("rollout of"))

    testing.log_outputs({"reasons": [outcome.reasons for outcome in outcomes]})
    assert [outcome.reasons for outcome in outcomes] == [[], [], [], []]
    assert found.on_disk == ("rollout of",)


def looking_for(text: str) -> Case:
    """A word that is surely stored must be found in the files, or the search for secrets would prove nothing."""
    case = golden("benign-sha")
    return Case(case.id, case.steps, {1: {"absent": [text]}}, case.tags, case.why)


def test_a_small_stream_is_replayed_through_a_real_server(tmp_path: Path) -> None:
    def event(number: int, group: str, expected: str, log: str, epoch: int = 0) -> dict[str, object]:
        labels = {"group": group, "expected": expected, "incident": f"{group}#{epoch}"}
        return {"type": "incident", "id": f"e{number}", "t": number * 60.0, "service": "shop", "log": log, **labels}

    stream, out = tmp_path / "stream.jsonl", tmp_path / "predictions.jsonl"
    lines = [
        event(1, "pool", "new", "connection pool exhausted after 31 waits"),
        event(2, "pool", "existing", "connection pool exhausted after 44 waits"),
        event(3, "template", "new", "mail template missing: invoice footer"),
        {"type": "resolve", "id": "r1", "t": 200.0, "group": "pool", "ref": "e1"},
        event(4, "pool", "regression", "connection pool exhausted after 12 waits", epoch=1),
    ]
    stream.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    console = Console(width=120, record=True, quiet=False)

    replay(stream, out, console)

    predictions = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [prediction["status"] for prediction in predictions] == ["new", "existing", "new", "regression"]
    assert len({prediction["incident_id"] for prediction in predictions}) == 3
    assert predictions[3]["root_id"] == predictions[0]["root_id"]
    assert "status accuracy" in console.export_text()
