"""A decision in two lines: every verdict and method has its sentence, and the messages' difference is shown."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.nouns.decisions import Alternative, Band, Decision, Late, Method, Verdict, Versions
from tools.nouns.events import Absorbed, Split
from tools.nouns.explanations import ActEntry, DecisionEntry
from tools.nouns.incidents import Event
from tools.nouns.redacted import stored
from tools.rules.explanations import FieldRole, difference, explanation

OLD = "inc_old"


def entry(verdict: str, method: str, other: str | None = "Lambda timeout after 30s", **fields: Any) -> DecisionEntry:
    known = {"score": 0.97, "candidate": OLD} | fields
    decision = Decision(Verdict(verdict), Method(method), Band.SAME, Versions(), **known)
    return DecisionEntry(0.0, "req_1", OLD, "f", 1, 0.0, "Lambda timeout 30 seconds", other, decision)


@pytest.mark.parametrize(
    ("told_of", "why"),
    [
        (entry("existing", "exact"), f"Counted on {OLD}: the same message except for its values."),
        (entry("existing", "semantic"), f"Counted on {OLD}: judged the same problem (score 0.97)."),
        (entry("existing", "adjudicated"), f"Counted on {OLD}: a model judged it the same problem (score 0.97)."),
        (
            entry("existing", "learned"),
            f"Counted on {OLD}: the same except for a word that was learned to be a value.",
        ),
        (
            entry("existing", "exact", late=Late.OLDER_RELEASE),
            f"Counted on {OLD}: the same message except for its values; it comes from a release older than the fix.",
        ),
        (
            entry("regression", "exact"),
            f"Regression of {OLD}: the same message except for its values, and that was resolved.",
        ),
        (entry("new", "none", candidate=None), "New: no stored problem is the same."),
    ],
)
def test_every_verdict_has_its_sentence(told_of: DecisionEntry, why: str):
    assert explanation(told_of).why == why


def test_a_new_problem_names_the_nearest_and_what_parts_them():
    nearest = Alternative(OLD, "f", Band.SEPARATE, 0.5, ("http_status", "opposite:up-down", "label:region"))
    why = explanation(entry("new", "none", candidate=None, alternatives=(nearest,))).why
    assert why == (
        f"New: nearest is {OLD} (score 0.50), kept apart: another HTTP status, opposite in up-down, another region."
    )


def test_the_difference_is_written_as_wdiff_does():
    assert explanation(entry("existing", "exact")).difference == "Lambda timeout [-after 30s-] {+30 seconds+}"


def test_without_another_message_there_is_no_difference():
    assert explanation(entry("new", "none", other=None, candidate=None)).difference == ""


def test_what_people_did_is_said_too():
    for data, why in (
        (Absorbed("inc_1", "same"), "Another incident was merged into it."),
        (Split("inc_1", "another"), "It was split off from another incident."),
    ):
        assert explanation(ActEntry(Event(1, 0.0, "user:ann", data))).why == why


@given(st.lists(st.sampled_from("abc"), max_size=8), st.lists(st.sampled_from("abc"), max_size=8))
def test_both_messages_can_be_read_from_the_difference(other: list[str], this: list[str]):
    shown = difference(" ".join(other), " ".join(this))
    assert re.sub(r"\{\+.*?\+\}|[-\[\]]", "", shown).split() == other
    assert re.sub(r"\[-.*?-\]|[+{}]", "", shown).split() == this


def test_the_layers_and_roles_of_the_text_are_shown():
    alert = (
        '{"labels": {"alertname": "DiskFull", "host": "db-01"},'
        ' "annotations": {"summary": "Disk is full"}, "status": "firing"}'
    )
    told = replace(entry("existing", "exact"), message=stored(alert))
    assert explanation(told).layers == ("json",)
    assert FieldRole("broken", "host", "db-01") in explanation(told).roles
    assert (explanation(entry("existing", "exact")).layers, explanation(entry("existing", "exact")).roles) == ((), ())


def test_a_doubt_without_a_veto_is_said_in_words():
    nearest = Alternative(OLD, "f", Band.ASK, 0.5)
    why = explanation(entry("new", "none", candidate=None, alternatives=(nearest,))).why
    assert why == f"New: nearest is {OLD} (score 0.50), kept apart: not alike enough to join without asking."


def test_a_veto_without_words_is_shown_by_its_name():
    nearest = Alternative(OLD, "f", Band.SEPARATE, 0.5, ("environment", "tomorrows-veto"))
    why = explanation(entry("new", "none", candidate=None, alternatives=(nearest,))).why
    assert why.endswith("kept apart: another environment, tomorrows-veto.")
