"""Reads golden cases from JSON Lines, strictly: a typo in a case is an error with its place, never a silent pass."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evals.cases import STEP_SECONDS, Case, Step
from evals.expectations import EXPECTATIONS
from evals.faults import BadCase, NothingToJudge

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
SHAPE: Mapping[str, tuple[type, str]] = {
    "id": (str, "a text"),
    "inputs": (dict, "an object with steps"),
    "expected": (dict, "an object from a step's number to what must hold"),
    "tags": (list, "a list of words"),
    "why": (str, "a sentence"),
}


def load_cases(folder: Path) -> list[Case]:
    """Return all cases in a folder's `*.jsonl`, in file order.

    Raises BadCase for the first fault, also for a repeated id, and NothingToJudge if there is no case.
    """
    if not folder.is_dir():
        raise NothingToJudge(f"{folder} is not a folder: --cases takes a folder of *.jsonl files, one case per line")
    cases = [case for path in sorted(folder.glob("*.jsonl")) for case in _load_file(path)]
    if not cases:
        raise NothingToJudge(
            f"{folder} contains no case: write one JSON object per line into a file such as mine.jsonl"
        )
    repeated = [id_ for id_, times in Counter(case.id for case in cases).items() if times > 1]
    if repeated:
        raise BadCase(f"{folder}: ids used more than once: {', '.join(sorted(repeated))}; give each case its own")
    return cases


def chosen(cases: list[Case], only: str) -> list[Case]:
    """Return the cases that have `only` in their id or as a tag. Raises NothingToJudge if there are none."""
    found = [case for case in cases if only in case.id or only in case.tags]
    if not found:
        tags = ", ".join(sorted({tag for case in cases for tag in case.tags}))
        raise NothingToJudge(f"no case has {only!r} in its id or as a tag; there are the tags {tags}")
    return found


def _load_file(path: Path) -> Iterator[Case]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise BadCase(f"{path}: cannot be read as UTF-8 ({fault}); save it again as UTF-8") from fault
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield parse_case(json.loads(line))
        except json.JSONDecodeError as fault:
            wrong = f"not JSON at column {fault.colno} ({fault.msg}); a case is one JSON object on one line"
            raise BadCase(f"{path}:{number}: {wrong}") from fault
        except BadCase as fault:
            raise BadCase(f"{path}:{number}: {fault}") from fault


def parse_case(raw: Mapping[str, Any]) -> Case:
    """Return one case from its JSON object. Raises BadCase."""
    _check_object("case", raw)
    _same_keys("case", raw, set(SHAPE), set(SHAPE))
    for key, (kind, meaning) in SHAPE.items():
        if not isinstance(raw[key], kind):
            raise BadCase(f"{key} must be {meaning}, not {json.dumps(raw[key])}")
    inputs = raw["inputs"]
    _same_keys("inputs", inputs, {"steps", "settings"}, {"steps"})
    if not inputs["steps"] or not raw["why"].strip() or not raw["tags"]:
        raise BadCase(f"{raw['id']}: steps, tags and why must not be empty")
    if not isinstance(inputs["steps"], list):
        raise BadCase(f"{raw['id']}: steps must be a list")
    steps = tuple(_parse_steps(inputs["steps"]))
    expected = _parse_expected(raw["id"], raw["expected"], len(steps))
    return Case(raw["id"], steps, expected, frozenset(raw["tags"]), raw["why"], inputs.get("settings", {}))


def _parse_steps(raw_steps: list[Any]) -> Iterator[Step]:
    at = -STEP_SECONDS
    for number, raw in enumerate(raw_steps, start=1):
        _check_object(f"step {number}", raw)
        acts = [key for key in raw if key != "at"]
        if len(acts) != 1 or acts[0] not in ACTS:
            raise BadCase(f"step {number} must be one of {', '.join(ACTS)}, not {acts}")
        act = acts[0]
        _check_object(f"step {number} ({act})", raw[act])
        _same_keys(f"step {number} ({act})", raw[act], ACTS[act], REQUIRED[act])
        _check_references(number, raw[act])
        at = raw.get("at", at + STEP_SECONDS)
        if isinstance(at, bool) or not isinstance(at, int | float):
            raise BadCase(f"step {number}: at must be seconds since the case began, not {json.dumps(at)}")
        yield Step(act, raw[act], float(at))


def _check_references(number: int, body: Mapping[str, Any]) -> None:
    named = [body[key] for key in ("of", "into", "merged") if key in body] + list(body.get("occurrences", []))
    if any(not isinstance(step, int) or not 1 <= step < number for step in named):
        raise BadCase(f"step {number} may only name earlier steps, not {named}")


def _parse_expected(case_id: str, raw: Mapping[str, Any], steps: int) -> dict[int, Mapping[str, Any]]:
    if not raw:
        raise BadCase(f"{case_id}: expects nothing; say what must hold after a step")
    for name, wanted in raw.items():
        if not (name.isdecimal() and 1 <= int(name) <= steps):
            raise BadCase(f"{case_id}: expects something of step {name}, but has {steps} steps, counted from 1")
        _check_object(f"{case_id}, expected of step {name}", wanted)
        _same_keys(f"{case_id}, expected of step {name}", wanted, set(EXPECTATIONS), set())
    return {int(name): dict(wanted) for name, wanted in raw.items()}


def _check_object(what: str, raw: object) -> None:
    if not isinstance(raw, dict):
        raise BadCase(f"{what} must be a JSON object, not {json.dumps(raw)[:80]}")


def _same_keys(what: str, raw: Mapping[str, Any], allowed: set[str], required: set[str]) -> None:
    unknown, missing = sorted(set(raw) - allowed), sorted(required - set(raw))
    if unknown or missing:
        known = ", ".join(sorted(allowed))
        raise BadCase(f"{what}: unknown keys {unknown}, missing keys {missing}; its keys are {known}")
