"""A decision in two lines: every verdict and method has its sentence, and the messages' difference is shown."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.rules.explaining import difference, told

OLD = "inc_old"


def entry(verdict: str, method: str, **decision: Any) -> dict[str, Any]:
    base = {"verdict": verdict, "method": method, "score": 0.97, "candidate": OLD, "late": False, "reason": "a reason"}
    known = "Lambda timeout after 30s"
    return {
        "kind": "decision",
        "message": "Lambda timeout 30 seconds",
        "matched_message": known,
        "decision": base | decision,
    }


@pytest.mark.parametrize(
    ("told_of", "why"),
    [
        (entry("existing", "exact"), f"Counted on {OLD}: the same message but for its values."),
        (entry("existing", "semantic"), f"Counted on {OLD}: judged the same problem (score 0.97)."),
        (entry("existing", "adjudicated"), f"Counted on {OLD}: a model judged it the same problem (score 0.97)."),
        (
            entry("existing", "learned"),
            f"Counted on {OLD}: the same but for a word that was learned to be a value.",
        ),
        (
            entry("existing", "exact", late=True, reason="same fingerprint; older-release"),
            f"Counted on {OLD}: the same message but for its values; it comes from a release older than the fix.",
        ),
        (
            entry("regression", "exact"),
            f"Regression of {OLD}: the same message but for its values, and that was resolved.",
        ),
        (entry("new", "none", candidate=None), "New: a reason."),
    ],
)
def test_every_verdict_has_its_sentence(told_of: dict[str, Any], why: str):
    assert told(told_of)["why"] == why


def test_a_new_problem_names_the_nearest_one_and_what_keeps_them_apart():
    nearest = {"incident_id": OLD, "score": 0.5, "vetoes": ["http_status", "opposite:up-down", "label:region"]}
    why = told(entry("new", "none", candidate=None, alternatives=[nearest]))["why"]
    assert why == (
        f"New: nearest is {OLD} (score 0.50), kept apart: another HTTP status, opposite in up-down, another region."
    )


def test_the_difference_is_written_as_wdiff_does():
    assert told(entry("existing", "exact"))["difference"] == "Lambda timeout [-after 30s-] {+30 seconds+}"


def test_without_another_message_there_is_no_difference():
    alone = entry("new", "none", candidate=None) | {"matched_message": None}
    assert told(alone)["difference"] == ""


def test_what_people_did_is_said_too():
    assert told({"kind": "absorbed", "decision": {}})["why"] == "Another incident was merged into it."
    assert told({"kind": "split", "decision": {}})["why"] == "It was split off another incident."


@given(st.lists(st.sampled_from("abc"), max_size=8), st.lists(st.sampled_from("abc"), max_size=8))
def test_both_messages_can_be_read_from_the_difference(other: list[str], this: list[str]):
    shown = difference(" ".join(other), " ".join(this))
    assert re.sub(r"\{\+.*?\+\}|[-\[\]]", "", shown).split() == other
    assert re.sub(r"\[-.*?-\]|[+{}]", "", shown).split() == this
