"""What each evaluator counts as a failure."""

from typing import Any

import pytest

from evals.case_files import parse_case
from evals.cases import Case, CaseResults, StepResult
from evals.evaluators import ASPECTS, EVALUATORS
from evals.expectations import EXPECTATIONS

ADVICE = {
    "root_cause": "why",
    "root_cause_citations": ["a#meaning"],
    "immediate": [{"text": "do", "citations": ["a#mitigation"]}, {"text": "look", "citations": ["a#diagnosis"]}],
    "prevention": [{"text": "alarm", "citations": ["a#prevention"]}],
    "abstained": False,
    "reason": "",
}
ABSTAINED = {**ADVICE, "abstained": True, "reason": "nothing fits"}
EVIDENCE = ("a#meaning", "a#mitigation", "a#diagnosis", "a#prevention")
FIRST = StepResult({"status": "new", "incident_id": "inc_1"}, {"incident_id": "inc_1", "root_id": "inc_1"})


def second(stored: str = "", error: str = "", evidence: tuple[str, ...] = EVIDENCE, **answer: Any) -> StepResult:
    incident_id = answer.setdefault("incident_id", "inc_2")
    incident = {
        "incident_id": incident_id, "root_id": "inc_1", "regression_of": "inc_1", "merged_into": "inc_1",
        "severity": "HIGH", "status": "OPEN", "occurrences": 2, "flapping": False, "timeline": [{"kind": "escalated"}],
    }  # fmt: skip
    return StepResult(answer, incident, stored, error, evidence)


def case(**wanted: Any) -> Case:
    report = {"report": {"log": "x", "service": "s"}}
    return parse_case(
        {"id": "c", "inputs": {"steps": [report, report]}, "expected": {"2": wanted}, "tags": ["t"], "why": "w"}
    )


def reasons(wanted: dict[str, Any], step: StepResult, on_disk: tuple[str, ...] = ()) -> list[str]:
    results = CaseResults((FIRST, step), on_disk)
    return [why for evaluate in EVALUATORS.values() for why in evaluate(case(**wanted), results).reasons]


HOLDS_AND_FAILS = [
    ("verdict", "existing", second(status="existing"), second(status="new")),
    ("same_as", 1, second(incident_id="inc_1"), second()),
    ("not_same_as", [1], second(), second(incident_id="inc_1")),
    ("linked_to", 1, second(similar=[{"incident_id": "inc_1"}]), second(similar=[])),
    ("regression_of", 1, second(), StepResult({"incident_id": "inc_2"}, {"regression_of": None})),
    ("merged_into", 1, second(), StepResult({"incident_id": "inc_2"}, {"merged_into": None})),
    ("same_root_as", 1, second(), StepResult({"incident_id": "inc_2"}, {"root_id": "inc_2"})),
    ("severity", "HIGH", second(), StepResult({}, {"severity": "LOW"})),
    ("status", "OPEN", second(), StepResult({}, {"status": "RESOLVED"})),
    ("occurrences", 2, second(), StepResult({}, {"occurrences": 1})),
    ("flapping", False, second(), StepResult({}, {"flapping": True})),
    ("late", True, second(decision={"late": True}), second(decision={"late": False})),
    ("event", "escalated", second(), StepResult({}, {"timeline": []})),
    ("error", "conflict", second(error="conflict"), second(error="not-found")),
    ("runbooks", ["a"], second(runbooks=[{"runbook_id": "a"}]), second(runbooks=[{"runbook_id": "b"}])),
    (
        "best_runbook",
        "a",
        second(runbooks=[{"runbook_id": "a"}]),
        second(runbooks=[{"runbook_id": "b"}, {"runbook_id": "a"}]),
    ),
    ("no_runbook", True, second(runbooks=[]), second(runbooks=[{"runbook_id": "b"}])),
    ("advice", "grounded", second(advice=ADVICE), second(advice=ABSTAINED)),
    ("advice", "grounded", second(advice=ADVICE), second(advice={**ADVICE, "prevention": []})),
    ("advice", "abstained", second(advice=ABSTAINED), second(advice=ADVICE)),
    ("advice_mentions", ["revision 41"], second(recommendations="pin Revision 41"), second(recommendations="pin it")),
    ("advice_absent", ["evil.example"], second(advice=ADVICE), second(recommendations="see EVIL.example")),
    ("absent", ["s3cret"], second(stored="[REDACTED]"), second(stored="a s3cret")),
    ("kept", ["abc123"], second(stored="sha abc123"), second(stored="sha [REDACTED]")),
]


@pytest.mark.parametrize(("name", "wanted", "holds", "fails"), HOLDS_AND_FAILS)
def test_an_expectation_holds_or_says_why_not(name: str, wanted: Any, holds: StepResult, fails: StepResult) -> None:
    assert reasons({name: wanted}, holds) == []
    assert len(reasons({name: wanted}, fails)) == 1


@pytest.mark.parametrize(
    ("recommendations", "faults"),
    [
        ("no runbook fits `<script>x</script>`", 0),
        ("no runbook fits ``a ` <script> b``", 0),
        ("no runbook fits `a` <script> `b`", 1),
        ("no runbook fits <script>", 1),
    ],
)
def test_a_quotation_in_code_is_shown_not_said(recommendations: str, faults: int) -> None:
    assert len(reasons({"advice_absent": ["<script"]}, second(recommendations=recommendations))) == faults


def test_a_step_is_said_even_when_it_is_code() -> None:
    advice = {**ADVICE, "immediate": [{"text": "`rm -rf /`", "citations": ["a#meaning"]}]}

    assert len(reasons({"advice_absent": ["rm -rf"]}, second(advice=advice))) == 1


def test_every_expectation_has_a_judge_and_an_example() -> None:
    assert {name for names in ASPECTS.values() for name in names} == set(EXPECTATIONS)
    assert {name for name, *_ in HOLDS_AND_FAILS} == set(EXPECTATIONS)


def test_a_secret_in_the_stores_files_is_a_leak() -> None:
    assert "leaked" in reasons({"absent": ["s3cret"]}, second(), on_disk=("s3cret",))[0]


def test_a_leak_is_reported_without_repeating_the_secret() -> None:
    assert "tr0ub4dor" not in reasons({"absent": ["x9-tr0ub4dor"]}, second(stored="x9-tr0ub4dor"))[0]


@pytest.mark.parametrize("part", ["immediate", "prevention"])
@pytest.mark.parametrize("citations", [[], ["invented#step"]])
def test_advice_is_checked_for_grounding_in_every_case(part: str, citations: list[str]) -> None:
    advice = {**ADVICE, part: [{"text": "do", "citations": citations}]}

    [why] = reasons({"verdict": "new"}, second(status="new", advice=advice))
    assert why.startswith(("uncited step", "cites what was not retrieved"))


def test_a_root_cause_may_only_cite_what_was_retrieved() -> None:
    [why] = reasons({}, second(advice={**ADVICE, "root_cause_citations": ["invented#x"]}))
    assert why.startswith("root cause cites")


def test_a_step_that_fails_unexpectedly_is_a_fault_of_its_own() -> None:
    assert "step 2: failed with unavailable" in reasons({}, second(error="unavailable"))


def test_a_judge_with_nothing_to_check_says_nothing() -> None:
    assert EVALUATORS["retrieval"](case(verdict="new"), CaseResults((FIRST, second(status="new")))).value is None
