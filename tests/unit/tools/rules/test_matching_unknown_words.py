"""Two words that nobody knows are two subjects until three of them have taught otherwise."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.matching_cases import joined
from tools.text.words.vocabulary import known

SENTENCES = [
    "{} startup failed after 3 tries",
    "replication to {} is broken since noon",
    "cannot find {} in registry",
    "the {} stage of import was skipped",
    "daemon {} died on signal",
    "call {} returned no rows for tenant 12",
    "2026-11-23 10:11:12 ERROR [main] acme.Core - {} is out of sync",
    '{{"level":"error","msg":"{} is out of sync"}}',
    "job={} missed its window again",
    "{}: too many retries, giving up on batch 7",
]
WORDS = st.text(string.ascii_lowercase, min_size=5, max_size=9).filter(
    lambda word: not known(word) and not known(word.removesuffix("s")) and not set(word) <= set("abcdef")
)


@pytest.mark.parametrize("sentence", SENTENCES)
@settings(max_examples=60, deadline=None)
@given(one=WORDS, other=WORDS)
def test_unknown_never_joins_unknown(sentence: str, one: str, other: str) -> None:
    if one[:4] != other[:4]:  # one may be an inflection of the other
        assert not joined(sentence.format(one), sentence.format(other))
