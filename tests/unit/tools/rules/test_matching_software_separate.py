"""Messages of real software (databases, brokers, clouds, kernels, monitors): two problems each, one word apart."""

import pytest

from tests.support.cases import cases
from tests.support.matching_cases import joined

PAIRS = cases("matching_software_separate", "pairs")


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_one_word_or_code_apart_is_two_problems(one: str, other: str) -> None:
    assert not joined(one, other)
    assert not joined(other, one)
