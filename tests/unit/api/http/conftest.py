"""What the tests of bodies share: a count of the comparisons of field names."""

import difflib

import pytest

from tests.support.doubles.comparisons import Comparisons


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> Comparisons:
    counted = Comparisons()
    monkeypatch.setattr(difflib, "get_close_matches", counted)
    return counted
