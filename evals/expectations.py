"""What a golden case may expect of a step. Each check returns an empty text if it holds, else the reason."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from evals.cases import CaseResults, StepResult

CODE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
"""A Markdown code span or fenced block: closed by as many backticks as opened it."""

Check = Callable[[CaseResults, StepResult, Any], str]


def _verdict(_: CaseResults, step: StepResult, wanted: str) -> str:
    got = step.answer.get("status")
    return "" if got == wanted else f"verdict {got}, expected {wanted}{_because(step)}"


def _same_as(results: CaseResults, step: StepResult, wanted: int) -> str:
    same = step.incident_id == results.step(wanted).incident_id
    return "" if same else f"another ticket than step {wanted}{_because(step)}"


def _not_same_as(results: CaseResults, step: StepResult, wanted: Sequence[int]) -> str:
    joined = [number for number in wanted if results.step(number).incident_id == step.incident_id]
    return f"swallowed by the ticket of step {joined[0]}{_because(step)}" if joined else ""


def _same_root_as(results: CaseResults, step: StepResult, wanted: int) -> str:
    root = results.step(wanted).incident.get("root_id")
    return "" if step.incident.get("root_id") == root else f"not of the lineage of step {wanted}"


def _linked_to(results: CaseResults, step: StepResult, wanted: int) -> str:
    target = results.step(wanted).incident_id
    offered = [similar.get("incident_id") for similar in step.answer.get("similar", [])[:3]]
    return "" if target in [step.incident_id, *offered] else f"neither joined nor similar to step {wanted}"


def _regression_of(results: CaseResults, step: StepResult, wanted: int) -> str:
    same = step.incident.get("regression_of") == results.step(wanted).incident_id
    return "" if same else f"regression_of does not name the ticket of step {wanted}"


def _merged_into(results: CaseResults, step: StepResult, wanted: int) -> str:
    same = step.incident.get("merged_into") == results.step(wanted).incident_id
    return "" if same else f"not merged into the ticket of step {wanted}"


def _of_incident(name: str) -> Check:
    def check(_: CaseResults, step: StepResult, wanted: Any) -> str:
        got = step.incident.get(name)
        return "" if got == wanted else f"{name} {got}, expected {wanted}"

    return check


def _late(_: CaseResults, step: StepResult, wanted: bool) -> str:
    got = bool(step.answer.get("decision", {}).get("late"))
    return "" if got is wanted else f"late is {got}, expected {wanted}"


def _event(_: CaseResults, step: StepResult, wanted: str) -> str:
    kinds = {event["kind"] for event in step.incident.get("timeline", [])}
    return "" if wanted in kinds else f"no {wanted!r} event on the timeline"


def _error(_: CaseResults, step: StepResult, wanted: str) -> str:
    return "" if step.error == wanted else f"error {step.error or 'none'}, expected {wanted}"


def _runbooks(_: CaseResults, step: StepResult, wanted: Sequence[str]) -> str:
    found = [match["runbook_id"] for match in step.answer.get("runbooks", [])[:3]]
    return "" if set(found) & set(wanted) else f"runbooks {found or 'none'}, expected one of {list(wanted)}"


def _best_runbook(_: CaseResults, step: StepResult, wanted: str) -> str:
    found = [match["runbook_id"] for match in step.answer.get("runbooks", [])]
    return "" if found[:1] == [wanted] else f"runbooks {found or 'none'}, expected {wanted} first"


def _no_runbook(_: CaseResults, step: StepResult, wanted: bool) -> str:
    found = [match["runbook_id"] for match in step.answer.get("runbooks", [])]
    return "" if bool(found) is not wanted else f"runbooks {found or 'none'}, expected {'none' if wanted else 'some'}"


def _advice(_: CaseResults, step: StepResult, wanted: str) -> str:
    advice = step.answer.get("advice")
    if not advice:
        return f"no advice, expected {wanted}"
    if wanted == "abstained":
        return "" if advice["abstained"] else "gave advice where nothing fits"
    if advice["abstained"]:
        return f"abstained: {advice['reason']}"
    actions, preventions = len(advice["immediate"]), len(advice["prevention"])
    complete = advice["root_cause"] and 2 <= actions <= 3 and 1 <= preventions <= 2
    return "" if complete else f"advice has {actions} actions and {preventions} preventions, or no root cause"


def _advice_mentions(_: CaseResults, step: StepResult, wanted: Sequence[str]) -> str:
    missing = [text for text in wanted if text.lower() not in said(step).lower()]
    return f"advice does not mention {missing}" if missing else ""


def _advice_absent(_: CaseResults, step: StepResult, wanted: Sequence[str]) -> str:
    present = [text for text in wanted if text.lower() in said(step).lower()]
    return f"advice repeats hostile text {present}" if present else ""


def _absent(results: CaseResults, step: StepResult, wanted: Sequence[str]) -> str:
    shown = step.stored + json.dumps(step.answer, ensure_ascii=False) + json.dumps(step.incident, ensure_ascii=False)
    leaks = [text for text in wanted if text in shown or text in results.on_disk]
    return f"leaked {[leak[:6] + '…' for leak in leaks]}" if leaks else ""


def _kept(_: CaseResults, step: StepResult, wanted: Sequence[str]) -> str:
    lost = [text for text in wanted if text not in step.stored]
    return f"redacted harmless text {lost}" if lost else ""


def said(step: StepResult) -> str:
    """Return the advice in the answer, and its Markdown without code spans: a quotation in code is shown, not said."""
    advice = step.answer.get("advice") or {}
    steps = [part["text"] for part in (*advice.get("immediate", ()), *advice.get("prevention", ()))]
    markdown = CODE.sub("", str(step.answer.get("recommendations") or ""))
    return "\n".join([str(advice.get("root_cause", "")), *steps, markdown])


def _because(step: StepResult) -> str:
    decision: Mapping[str, Any] = step.answer.get("decision") or {}
    told = [f"{key} {decision[key]}" for key in ("method", "band", "score", "vetoes", "reason") if decision.get(key)]
    return f" ({', '.join(told)})" if told else ""


EXPECTATIONS: dict[str, Check] = {
    "verdict": _verdict,
    "same_as": _same_as,
    "not_same_as": _not_same_as,
    "same_root_as": _same_root_as,
    "linked_to": _linked_to,
    "regression_of": _regression_of,
    "merged_into": _merged_into,
    "severity": _of_incident("severity"),
    "status": _of_incident("status"),
    "occurrences": _of_incident("occurrences"),
    "flapping": _of_incident("flapping"),
    "late": _late,
    "event": _event,
    "error": _error,
    "runbooks": _runbooks,
    "best_runbook": _best_runbook,
    "no_runbook": _no_runbook,
    "advice": _advice,
    "advice_mentions": _advice_mentions,
    "advice_absent": _advice_absent,
    "absent": _absent,
    "kept": _kept,
}
