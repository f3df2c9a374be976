"""Golden cases and stream replays give the same verdicts on the embedded backends and on S3 with Pinecone."""

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from evals.case_files import load_cases
from evals.cases import Case, CaseResults, StepResult, golden_folder
from evals.public import evaluation_data
from evals.replay import replay
from evals.runner import Runner
from tests.support.evaluation_data import needs_data
from tests.support.lines import LINES, SERVICES
from tests.support.without_sockets import without_sockets

STREAM = ("streams", "stream-dev.jsonl")
EVERY = 28
PARTS = 4
"""Of all cases: several processes share them, and none takes long."""
MADE_UP_LINES = 120
INCIDENT = re.compile(r"inc_[0-9A-Z]{26}")
CHECKED = ("status", "incident_id", "root_id", "severity", "occurrences", "regression_of", "pending", "advice")
OF_THE_DECISION = ("method", "band", "vetoes", "late", "reason")


def seen(results: CaseResults) -> list[Any]:
    """What a case showed. Tickets are numbered as they appear; scores may differ in the third decimal."""
    told = json.dumps([_step(each) for each in results.steps], default=str)
    numbers: dict[str, str] = {}
    return list(json.loads(INCIDENT.sub(lambda found: numbers.setdefault(found[0], f"ticket {len(numbers)}"), told)))


def _step(result: StepResult) -> dict[str, Any]:
    decision = result.answer.get("decision") or {}
    runbooks = [[each["citation"], each["matched"]] for each in result.answer.get("runbooks", ())]
    incident = {name: result.incident.get(name) for name in ("status", "severity", "occurrences", "merged_into")}
    return {
        "answer": {name: result.answer.get(name) for name in CHECKED},
        "decision": {name: decision.get(name) for name in OF_THE_DECISION},
        "runbooks": runbooks,
        "evidence": result.evidence,
        "incident": incident,
        "error": result.error,
    }


async def compare(cases: list[Case]) -> None:
    async with Runner() as embedded, Runner(configured=True) as cloud:
        different = {}
        for case in cases:
            left, right = seen(await embedded.run(case)), seen(await cloud.run(case))
            if left != right:
                different[case.id] = [pair for pair in zip(left, right, strict=True) if pair[0] != pair[1]]
    assert different == {}


async def test_some_golden_cases_of_every_kind_are_judged_alike(clouds: dict[str, str], library_known: None) -> None:
    cases = load_cases(golden_folder())[::EVERY]
    assert {"duplicate", "regression", "hard-negative", "paraphrase", "retrieval", "secrets"} <= {
        tag for case in cases for tag in case.tags
    }
    await compare(cases)


@pytest.mark.long
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("part", range(PARTS))
async def test_all_golden_cases_are_judged_alike(
    clouds: dict[str, str], library_known: None, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    """The real SDKs are between the two in the test before this one, and in the contract suites."""
    with without_sockets(monkeypatch):
        await compare(load_cases(golden_folder())[part::PARTS])


def made_up() -> Iterator[dict[str, Any]]:
    """A labelled stream of the evals' form: problems that vary, and resolves among them."""
    dice, opened = random.Random(11), dict[str, str]()
    for number in range(MADE_UP_LINES):
        line, service = dice.randrange(len(LINES)), dice.choice(SERVICES)
        group = f"{service}/{line}"
        log = LINES[line].format(n=dice.randrange(1, 5000))
        labels = {"group": group, "expected": "new", "incident": group}
        opened[group] = f"e{number}"
        yield {"type": "incident", "id": f"e{number}", "t": number * 7.0, "service": service, "log": log, **labels}
        if number % 30 == 29:
            group, ref = dice.choice(sorted(opened.items()))
            yield {"type": "resolve", "id": f"r{number}", "t": number * 7.0 + 1, "group": group, "ref": ref}


def predicted(stream: Path, out: Path, *, configured: bool) -> list[tuple[str, ...]]:
    replay(stream, out, Console(quiet=True), configured=configured)
    numbers: dict[str, str] = {}
    told = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    return [
        (
            each["id"],
            each["status"],
            *(numbers.setdefault(each[name], str(len(numbers))) for name in ("incident_id", "root_id")),
        )
        for each in told
    ]


@pytest.mark.parametrize(
    "public",
    [
        False,
        pytest.param(
            True,
            marks=[
                pytest.mark.long,
                pytest.mark.timeout(1200),
                needs_data(*STREAM),
            ],
        ),
    ],
)
def test_a_stream_is_judged_alike(clouds: dict[str, str], tmp_path: Path, public: bool) -> None:
    stream = (evaluation_data(*STREAM) if public else None) or tmp_path / "stream.jsonl"
    if not public:
        stream.write_text("\n".join(map(json.dumps, made_up())), encoding="utf-8")
    embedded = predicted(stream, tmp_path / "embedded.jsonl", configured=False)
    cloud = predicted(stream, tmp_path / "cloud.jsonl", configured=True)
    assert {status for _, status, _, _ in embedded} == {"new", "existing", "regression"}
    assert [pair for pair in zip(embedded, cloud, strict=True) if pair[0] != pair[1]] == []
