"""Messages that differ in the one word, name or code that is identity; written before any rule was run on them."""

import pytest

from tests.support.cases import cases
from tests.support.matching_cases import joined

# (what differs, one report, the other)
CODES = cases("matching_unseen_separate", "codes")
STATES = cases("matching_unseen_separate", "states")
SUBJECTS = cases("matching_unseen_separate", "subjects")


@pytest.mark.parametrize(("difference", "one", "other"), CODES + STATES + SUBJECTS)
def test_what_is_identity_is_never_joined_silently(difference: str, one: str, other: str) -> None:
    assert not joined(one, other), difference
    assert not joined(other, one), difference
