"""Reading golden cases from JSON Lines, strictly: a typo in a case is an error with its place, never a silent pass."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evals.cases import STEP_SECONDS, Case, Step
from evals.expectations import EXPECTATIONS

ACTS = {
    "report": {"log", "service", "environment", "severity", "labels", "release", "occurred_at"},
    "resolve": {"of", "resolution", "by", "resolved_at", "release"},
    "acknowledge": {"of"},
    "merge": {"of", "into"},
    "split": {"of", "merged", "occurrences"},
}
REQUIRED = {
    "report": {"log", "service"},
    "resolve": {"of"},
    "acknowledge": {"of"},
    "merge": {"of", "into"},
    "split": {"of"},
}
CASE_KEYS = {"id", "inputs", "expected", "tags", "why"}


class BadCase(ValueError):
    """A golden case with a mistake in it; the message names file, line and fault."""


def load_cases(folder: Path) -> list[Case]:
    """All cases of a folder's `*.jsonl`, in file order. Raises BadCase for the first fault, also for a repeated id."""
    cases = [case for path in sorted(folder.glob("*.jsonl")) for case in _load_file(path)]
    repeated = [id_ for id_, times in Counter(case.id for case in cases).items() if times > 1]
    if repeated:
        raise BadCase(f"{folder}: ids used more than once: {', '.join(sorted(repeated))}")
    return cases


def _load_file(path: Path) -> Iterator[Case]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield parse_case(json.loads(line))
        except (BadCase, json.JSONDecodeError) as fault:
            raise BadCase(f"{path.name}:{number}: {fault}") from fault


def parse_case(raw: Mapping[str, Any]) -> Case:
    """One case from its JSON object. Raises BadCase."""
    _same_keys("case", raw, CASE_KEYS, CASE_KEYS)
    inputs = raw["inputs"]
    _same_keys("inputs", inputs, {"steps", "settings"}, {"steps"})
    if not inputs["steps"] or not raw["why"].strip() or not raw["tags"]:
        raise BadCase(f"{raw['id']}: steps, tags and why must not be empty")
    steps = tuple(_parse_steps(inputs["steps"]))
    expected = {int(number): dict(wanted) for number, wanted in raw["expected"].items()}
    _check_expected(raw["id"], expected, len(steps))
    return Case(raw["id"], steps, expected, frozenset(raw["tags"]), raw["why"], inputs.get("settings", {}))


def _parse_steps(raw_steps: list[dict[str, Any]]) -> Iterator[Step]:
    at = -STEP_SECONDS
    for number, raw in enumerate(raw_steps, start=1):
        acts = [key for key in raw if key != "at"]
        if len(acts) != 1 or acts[0] not in ACTS:
            raise BadCase(f"step {number} must be one of {', '.join(ACTS)}, not {acts}")
        act = acts[0]
        _same_keys(f"step {number} ({act})", raw[act], ACTS[act], REQUIRED[act])
        _check_references(number, raw[act])
        at = float(raw.get("at", at + STEP_SECONDS))
        yield Step(act, raw[act], at)


def _check_references(number: int, body: Mapping[str, Any]) -> None:
    named = [body[key] for key in ("of", "into", "merged") if key in body] + list(body.get("occurrences", []))
    if any(not isinstance(step, int) or not 1 <= step < number for step in named):
        raise BadCase(f"step {number} may only name earlier steps, not {named}")


def _check_expected(case_id: str, expected: Mapping[int, Mapping[str, Any]], steps: int) -> None:
    if not expected:
        raise BadCase(f"{case_id}: expects nothing")
    for number, wanted in expected.items():
        if not 1 <= number <= steps:
            raise BadCase(f"{case_id}: expects something of step {number}, but has {steps} steps")
        _same_keys(f"{case_id}, expected of step {number}", wanted, set(EXPECTATIONS), set())


def _same_keys(what: str, raw: Mapping[str, Any], allowed: set[str], required: set[str]) -> None:
    unknown, missing = set(raw) - allowed, required - set(raw)
    if unknown or missing:
        raise BadCase(f"{what}: unknown keys {sorted(unknown)}, missing keys {sorted(missing)}")
