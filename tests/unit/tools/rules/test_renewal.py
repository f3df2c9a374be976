"""Where a fingerprint leads that stored reports of two problems have by newer rules."""

import pytest

from tools.nouns.redacted import NOTHING, stored
from tools.nouns.reports import Profile
from tools.rules.renewal import Step, Way, next_step, words_of


def test_it_stays_where_it_leads_to_the_reports_problem() -> None:
    assert next_step(Way("a", live=True), Way("a", live=True), apart=True) == (Step.STAY, -1)


@pytest.mark.parametrize(
    ("mine", "held", "step"), [(True, False, Step.REPOINT), (False, False, Step.STAY), (True, True, Step.STAY)]
)
def test_a_live_problem_is_not_passed_by_for_one_that_is_over(mine: bool, held: bool, step: Step) -> None:
    assert next_step(Way("a", live=mine), Way("b", live=held), apart=False) == (step, -1)


def test_a_split_is_told_by_what_the_older_rules_told_it_by() -> None:
    held = Way("b", True, ("3", "eu-1"))
    by_value = Way("a", True, ("4", "eu-2"), words_of(_profile("<*> <*>"), "eu-2"))
    assert next_step(by_value, held, apart=True) == (Step.PIN, 1)
    by_word = Way("a", True, ("4", "Eu-2"), words_of(_profile("volume eu-2 is full")))
    assert next_step(by_word, held, apart=True) == (Step.PIN, 1)


def test_what_nothing_tells_apart_any_more_stays() -> None:
    held = Way("b", True, ("3",))
    assert next_step(Way("a", True, ("4",), words_of(_profile("disk is full"))), held, apart=True) == (Step.STAY, -1)


def _profile(template: str) -> Profile:
    return Profile("f", 1, NOTHING, stored(template))
