"""Newer wordings are found by few hints, so that a long text is not searched for each of them."""

import pytest

from tools.text.reading.wordings import HINTS, WORDINGS, in_one_wording


@pytest.mark.parametrize("mark", sorted({mark for mark, _, _ in WORDINGS}))
def test_each_mark_contains_a_hint(mark: str) -> None:
    assert any(hint in mark for hint in HINTS)


def test_a_newer_wording_is_read_as_the_older_one() -> None:
    assert in_one_wording('[8] Undefined array key "tea"') == "[8] Undefined index: tea"
    assert in_one_wording("Cannot read properties of null (reading 'tea')") == "Cannot read property 'tea' of null"


def test_other_texts_stay() -> None:
    assert in_one_wording("the tea was not read") == "the tea was not read"
