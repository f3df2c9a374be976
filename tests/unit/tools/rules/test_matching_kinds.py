"""Verdicts on systems nobody tuned for, by kind: one of many is a value, what tells the trouble is identity."""

import pytest

from tests.support.cases import cases
from tests.support.matching_cases import joined

HEAD = "Nov 29 09:14:02 n4 {}[77]: "

SAME = cases("matching_kinds", "same")
SAME_BARE = cases("matching_kinds", "same_bare")
DIFFERENT = [
    ("mark", "routed", "path set: cable* laser", "path set: cable laser*"),
    ("mark", "routed", "links: cable- laser", "links: cable laser"),
    ("reading", "bmcd", "fan speeds 4100 4000 --- 4300", "fan speeds 4100 4000 4200 4300"),
    ("reading", "bmcd", "rails 12.0 5.1 ?? 3.3", "rails 12.0 5.1 5.0 3.3"),
    ("values only", "dsp", "r4=0x51aa0277 r5=0x7", "acc9=0x77120041 0x77120042"),
    ("values only", "dsp", "in1=1200 in2=1187", "t0=17:40:11 t1=17:40:19"),
]  # fmt: skip
DIFFERENT_BARE = cases("matching_kinds", "different_bare")


@pytest.mark.parametrize(("kind", "program", "one", "other"), SAME)
def test_one_of_many_is_a_value(kind: str, program: str, one: str, other: str) -> None:
    assert joined(HEAD.format(program) + one, HEAD.format(program) + other, cosine=0.0), kind


@pytest.mark.parametrize(("kind", "one", "other"), SAME_BARE)
def test_the_same_trouble_in_other_words(kind: str, one: str, other: str) -> None:
    assert joined(one, other, cosine=0.0), kind


@pytest.mark.parametrize(("kind", "program", "one", "other"), DIFFERENT)
def test_a_mark_or_a_shape_may_be_the_message(kind: str, program: str, one: str, other: str) -> None:
    assert not joined(HEAD.format(program) + one, HEAD.format(program) + other), kind


@pytest.mark.parametrize(("kind", "one", "other"), DIFFERENT_BARE)
def test_what_tells_the_trouble_is_identity(kind: str, one: str, other: str) -> None:
    assert not joined(one, other), kind
