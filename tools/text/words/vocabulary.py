"""Which words are ordinary operations English, and how specific a word is.

`vocabulary.txt` has lines `word count`: how many of 298,044 service descriptions contain the word. Source: the API
documentation inside botocore (Apache-2.0), words of at least three services without given names and placeholders, plus
our own list of operations and product words (count 1, or their count there).
"""

import math
from functools import lru_cache
from importlib.resources import files

DOCUMENTS = 298_044
COMMON = 200


@lru_cache(maxsize=1)
def _counts() -> dict[str, int]:
    text = (files("tools.text.words") / "vocabulary.txt").read_text(encoding="utf-8")
    return {word: int(count) for word, _, count in (line.partition(" ") for line in text.splitlines())}


def known(word: str) -> bool:
    """True for a lower-case word of ordinary or operations English."""
    return word in _counts()


def common(word: str) -> bool:
    """True for a word so frequent that it is rarely a name."""
    return _counts().get(word, 0) >= COMMON


@lru_cache(maxsize=32_768)
def weight(word: str) -> float:
    """Inverse document frequency, ln(N / (1 + count)): about 3 for "error", 12.6 for an unknown word."""
    return math.log(DOCUMENTS / (1 + _counts().get(word, 0)))
