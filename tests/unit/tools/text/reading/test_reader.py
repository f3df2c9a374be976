"""The wrapping never decides: one text is one problem in every wrapper, and two texts stay two in each of them."""

import pytest

from evals.wrapped.wrappers import DRESS, LINES, RECORDS, Wrapper
from tests.support.crashes import ALL as CRASHES
from tests.support.crashes import Crash
from tests.support.matching_cases import joined, profile
from tools.text.reading.reader import read

TEXTS = (
    ("carrier refused the label of parcel 4711", "label printer of dock 3 is out of paper"),
    (
        "2026-11-29 09:14:02.123 ERROR [depot] carrier refused the label",
        "2026-11-29 09:14:02.123 ERROR [depot] manifest rejected",
    ),
    ('level=error msg="carrier refused the label" parcel=4711', 'level=error msg="manifest rejected" parcel=4711'),
)
WRAPPERS = {**LINES, **RECORDS}


@pytest.mark.parametrize("wrap", WRAPPERS.values(), ids=WRAPPERS.keys())
@pytest.mark.parametrize(("one", "other"), TEXTS)
def test_a_text_is_one_problem_in_every_wrapper(wrap: Wrapper, one: str, other: str) -> None:
    assert joined(one, wrap(one)), profile(wrap(one))
    assert not joined(wrap(one), wrap(other))


@pytest.mark.parametrize("dress", DRESS.values(), ids=DRESS.keys())
def test_dress_is_no_difference(dress: Wrapper) -> None:
    one, other = TEXTS[0]
    assert joined(one, dress(one)), profile(dress(one))
    assert not joined(dress(one), dress(other))


@pytest.mark.parametrize("wrap", WRAPPERS.values(), ids=WRAPPERS.keys())
@pytest.mark.parametrize("crash", CRASHES, ids=lambda each: each.__name__)
def test_a_crash_is_one_problem_in_every_wrapper(wrap: Wrapper, crash: Crash) -> None:
    one = crash("Cart", "connection reset by peer", 12)
    assert joined(one, wrap(one)), (profile(one), profile(wrap(one)))
    assert not joined(wrap(one), wrap(crash("Cart", "no space left on device", 12)))


@pytest.mark.parametrize("crash", CRASHES, ids=lambda each: each.__name__)
def test_a_crash_is_known_by_its_root_cause_and_its_place(crash: Crash) -> None:
    one = crash("Cart", "connection reset by peer", 12)
    assert profile(one).fingerprint == profile(crash("Cart", "connection reset by peer", 48)).fingerprint
    assert not joined(one, crash("Cart", "no space left on device", 12))
    assert not joined(one, crash("Invoice", "connection reset by peer", 12))


def test_layers_are_told_outermost_first() -> None:
    assert read(RECORDS["docker in a prefix"](TEXTS[1][0])).layers == ("kubectl", "json", "header")
