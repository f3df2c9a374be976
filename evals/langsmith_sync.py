"""The same cases, target and judges as a LangSmith dataset and experiment. Imported only with `--langsmith`.

Example ids are the uuid5 of the case id, so a second sync changes only what was edited.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID, uuid5

from langsmith import Client, aevaluate
from langsmith.utils import LangSmithError

from evals.cases import Case, CaseResults, StepResult
from evals.evaluators import EVALUATORS, Evaluator
from evals.faults import CannotJudge
from evals.runner import Runner
from tools.text.redaction.redact import redact

DATASET = "incident-responder-golden"
NAMESPACE = UUID("6f0d3f5e-6a53-4c0b-9a3c-2f1f6c1b7d10")


def example_of(case: Case) -> dict[str, Any]:
    """Return a case as a LangSmith example."""
    steps = [{"act": step.act, "at": step.at, **step.body} for step in case.steps]
    return {
        "id": uuid5(NAMESPACE, case.id),
        "inputs": {"id": case.id, "steps": steps, "settings": dict(case.settings)},
        "outputs": {"expected": {str(number): dict(wanted) for number, wanted in case.expected.items()}},
        "metadata": {"tags": sorted(case.tags), "why": case.why},
    }


def sync_examples(client: Client, cases: Iterable[Case]) -> tuple[int, int]:
    """Create what is missing, update what was edited; return both numbers."""
    known = client.has_dataset(dataset_name=DATASET)
    dataset = client.read_dataset(dataset_name=DATASET) if known else client.create_dataset(DATASET)
    stored = {example.id: example for example in client.list_examples(dataset_id=dataset.id)}
    wanted = [example_of(case) for case in cases]
    missing = [example for example in wanted if example["id"] not in stored]
    edited = [example for example in wanted if example["id"] in stored and _differs(example, stored[example["id"]])]
    if missing:
        client.create_examples(dataset_id=dataset.id, examples=missing)
    if edited:
        client.update_examples(dataset_id=dataset.id, updates=edited)
    return len(missing), len(edited)


def _differs(wanted: Mapping[str, Any], stored: Any) -> bool:
    return bool(wanted["inputs"] != stored.inputs or wanted["outputs"] != stored.outputs)


def results_of(outputs: Mapping[str, Any]) -> CaseResults:
    """Return a target's JSON output in the form that the judges take."""
    steps = tuple(StepResult(**{**step, "evidence": tuple(step["evidence"])}) for step in outputs["steps"])
    return CaseResults(steps, tuple(outputs["on_disk"]), outputs["seconds"])


def adapted(
    name: str, evaluate: Evaluator, cases: Mapping[str, Case]
) -> Callable[[dict[str, Any], dict[str, Any]], dict[str, Any]]:
    """Return one of our judges with the signature that LangSmith calls."""

    def judge(inputs: dict[str, Any], outputs: dict[str, Any]) -> dict[str, Any]:
        score = evaluate(cases[inputs["id"]], results_of(outputs))
        return {"key": name, "score": score.value, "comment": "; ".join(score.reasons)}

    judge.__name__ = name
    return judge


async def run_experiment(cases: Sequence[Case]) -> str:
    """Sync the dataset and run the suite as an experiment; return its name. Raises CannotJudge if LangSmith fails."""
    try:
        return await _experiment(cases)
    except (LangSmithError, OSError) as error:
        raise CannotJudge(f"LangSmith: {type(error).__name__}: {str(error)[:300]}") from error


async def _experiment(cases: Sequence[Case]) -> str:
    client = Client(anonymizer=anonymous)
    sync_examples(client, cases)
    by_id = {case.id: case for case in cases}
    async with Runner() as runner:

        async def target(inputs: dict[str, Any]) -> dict[str, Any]:
            return asdict(await runner.run(by_id[inputs["id"]]))

        judges = [adapted(name, evaluate, by_id) for name, evaluate in EVALUATORS.items()]
        results = await aevaluate(target, data=DATASET, evaluators=judges, max_concurrency=0, client=client)
    return str(results.experiment_name)


def anonymous(data: Any) -> Any:
    """Redact every text of a trace before it is sent."""
    if isinstance(data, str):
        return redact(data)
    if isinstance(data, dict):
        return {key: anonymous(value) for key, value in data.items()}
    return [anonymous(value) for value in data] if isinstance(data, list | tuple) else data
