"""Android's crashes out of logcat in its formats, their titles and severity; pino's numeric levels."""

import json

import pytest

from tests.support.matching_cases import joined, profile
from tools.nouns.redacted import derived
from tools.nouns.severity import Severity
from tools.rules.titles import title_of

RAISED = "java.lang.IllegalStateException: Gate is frozen"
CRASH = (
    "FATAL EXCEPTION: main\nProcess: org.canal.keeper, PID: 8812\n"
    f"{RAISED}\n\tat org.canal.keeper.GateFragment.lower(GateFragment.kt:31)\n"
    "\tat android.view.View.performClick(View.java:7125)"
)


def _prefixed(prefix: str) -> str:
    return "\n".join(f"{prefix}{line}" for line in CRASH.split("\n"))


FORMS = [
    CRASH,
    _prefixed("11-12 04:10:31.331  8812  8812 E AndroidRuntime: "),
    _prefixed("E/AndroidRuntime( 8812): "),
]


@pytest.mark.parametrize("text", FORMS)
def test_a_crash_is_titled_by_what_was_raised(text: str) -> None:
    told = profile(text)
    assert title_of(told, derived(text)) == RAISED
    assert told.severity is Severity.CRITICAL
    assert told.entities["frame"] == ["org.canal.keeper.GateFragment.lower"]


@pytest.mark.parametrize("text", FORMS[1:])
def test_every_form_of_a_crash_is_the_same_problem(text: str) -> None:
    assert joined(CRASH, text)
    assert not joined(CRASH, text.replace("GateFragment", "BoatFragment"))


def test_a_single_line_of_the_brief_format_has_a_header() -> None:
    told = profile("W/GateKeeper(  311): gate nine closes slowly")
    assert (told.message, told.component, told.level) == ("gate nine closes slowly", "GateKeeper", "warning")


@pytest.mark.parametrize(
    ("number", "severity"),
    [(60, Severity.CRITICAL), (50, Severity.HIGH), (40, Severity.MEDIUM), (30, Severity.LOW)],
)
def test_a_level_in_numbers_is_a_severity(number: int, severity: Severity) -> None:
    record = {"level": number, "time": 1794370231202, "pid": 18, "hostname": "weir-4", "msg": "gate nine is frozen"}
    told = profile(json.dumps(record))
    assert (told.severity, told.message) == (severity, "gate nine is frozen")
    assert title_of(told, derived(json.dumps(record))) == "gate nine is frozen"


def test_a_crash_in_a_record_has_its_level() -> None:
    stack = "Error: gate frozen\n    at lower (/srv/weir/gates.js:31:7)"
    record = {"level": 60, "err": {"type": "Error", "message": "gate frozen", "stack": stack}, "msg": "lowering failed"}
    told = profile(json.dumps(record))
    assert (told.severity, told.entities["frame"]) == (Severity.CRITICAL, ["gates.lower"])
