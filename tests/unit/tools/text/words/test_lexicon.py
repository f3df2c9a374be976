"""The word lists hold what the rules rely on."""

import pytest

from tools.text.words.lexicon import POLES, STATE_WORDS, section
from tools.text.words.vocabulary import common, known, weight


def test_every_axis_has_two_poles_and_no_word_is_on_both() -> None:
    axes = {axis for axis, _ in POLES.values()}
    for axis in axes:
        plus, minus = section(f"pole {axis}+"), section(f"pole {axis}-")
        assert plus
        assert minus
        assert not plus & minus


@pytest.mark.parametrize("word", ["timeout", "refused", "unreachable", "redis", "deadlock", "instance"])
def test_words_of_operations_are_known(word: str) -> None:
    assert known(word)


@pytest.mark.parametrize("word", ["jkowalski", "frodo", "alice", "xyz", "msra"])
def test_names_are_not(word: str) -> None:
    assert not known(word)


def test_a_rare_word_tells_more() -> None:
    assert weight("instance") < weight("deadlock") < weight("never-seen")
    assert common("service")
    assert not common("deadlock")
    assert "down" in STATE_WORDS
