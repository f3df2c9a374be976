"""More messages of real software, twice each: other numbers, names of instances, clocks and ids. One problem each."""

import pytest

from tests.support.cases import cases
from tests.support.matching_cases import joined

PAIRS = cases("matching_software_same", "pairs")


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_other_values_are_one_problem(one: str, other: str) -> None:
    assert joined(one, other, cosine=0.0)
    assert joined(other, one, cosine=0.0)
