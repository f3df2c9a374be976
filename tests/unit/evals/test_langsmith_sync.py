"""Golden cases as a LangSmith data set; offline nothing of it is loaded."""

import ast
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import evals
from evals.case_files import parse_case
from evals.cases import Case, CaseResults, StepResult
from evals.evaluators import EVALUATORS
from evals.langsmith_sync import adapted, anonymous, example_of, results_of, sync_examples

ROOM = Path(evals.__file__).parent
OFFLINE = """
import sys
import evals.__main__, evals.runner
loaded = {name for name in sys.modules if name.startswith(("langsmith.evaluation", "evals.langsmith"))}
sys.exit(str(loaded) if loaded else 0)
"""


def case(id_: str, log: str = "disk full") -> Case:
    return parse_case(
        {
            "id": id_,
            "inputs": {"steps": [{"report": {"log": log, "service": "db"}}]},
            "expected": {"1": {"verdict": "new"}},
            "tags": ["new"],
            "why": "The first is new.",
        }
    )


@dataclass
class Datasets:
    """As much of a LangSmith client as the sync uses, in memory."""

    examples: dict[Any, Any] = field(default_factory=dict)
    datasets: list[str] = field(default_factory=list)

    def has_dataset(self, dataset_name: str) -> bool:
        return dataset_name in self.datasets

    def create_dataset(self, name: str) -> Any:
        self.datasets.append(name)
        return SimpleNamespace(id="one")

    def read_dataset(self, dataset_name: str) -> Any:
        return SimpleNamespace(id="one")

    def list_examples(self, dataset_id: str) -> list[Any]:
        return list(self.examples.values())

    def create_examples(self, dataset_id: str, examples: list[dict[str, Any]]) -> None:
        assert not any(example["id"] in self.examples for example in examples)
        self.examples |= {example["id"]: SimpleNamespace(**example) for example in examples}

    def update_examples(self, dataset_id: str, updates: list[dict[str, Any]]) -> None:
        assert all(update["id"] in self.examples for update in updates)
        self.examples |= {update["id"]: SimpleNamespace(**update) for update in updates}


def test_the_offline_path_loads_nothing_of_the_experiment() -> None:
    """LangGraph itself imports langsmith's base module; neither the sync nor LangSmith's evaluators may follow."""
    subprocess.run([sys.executable, "-c", OFFLINE], check=True, cwd=ROOM.parent)


def test_only_the_sync_names_langsmith() -> None:
    naming = set()
    for path in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if any(name.split(".")[0] == "langsmith" for name in names):
                naming.add(path.name)

    assert naming == {"langsmith_sync.py"}


def test_a_second_sync_changes_nothing() -> None:
    client = Datasets()

    assert sync_examples(client, [case("a"), case("b")]) == (2, 0)
    assert sync_examples(client, [case("a"), case("b")]) == (0, 0)
    assert len(client.datasets) == 1


def test_an_edited_case_is_updated_in_place() -> None:
    client = Datasets()
    sync_examples(client, [case("a")])

    assert sync_examples(client, [case("a", log="disk nearly full"), case("new")]) == (1, 1)
    assert len(client.examples) == 2


def test_an_example_keeps_its_id_whatever_is_edited() -> None:
    assert example_of(case("a"))["id"] == example_of(case("a", log="other"))["id"]
    assert example_of(case("a"))["id"].version == 5


def test_the_experiment_asks_the_same_judges() -> None:
    result = CaseResults((StepResult({"status": "existing", "incident_id": "inc_1"}, evidence=("a#b",)),), ("x",), 0.5)
    judge = adapted("verdict", EVALUATORS["verdict"], {"a": case("a")})

    said = judge({"id": "a"}, asdict(result))

    assert results_of(asdict(result)) == result
    assert said == {"key": "verdict", "score": 0.0, "comment": "step 1: verdict existing, expected new"}


def test_secrets_leave_no_trace_in_a_trace() -> None:
    trace = {"inputs": [{"log": "login failed password=Winter-Sun-4471!"}], "n": 1}

    assert "Winter-Sun" not in str(anonymous(trace))
    assert anonymous(trace)["n"] == 1
