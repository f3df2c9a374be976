"""Word-like values in places that only hold values: a name after "user", or after "password for"."""

from tools.text.identity.shapes import PARAM, Piece
from tools.text.words.lexicon import (
    FUNCTION_WORDS,
    INSTANCE_NOUNS,
    NEGATIONS,
    STATE_WORDS,
    WELL_KNOWN_ACCOUNTS,
    section,
)
from tools.text.words.vocabulary import common, known

_ACCOUNT_NOUNS = section("account-nouns")
_CREDENTIALS = section("credentials")
_UNWELCOME = section("unwelcome")


def fill_slots(pieces: list[Piece]) -> None:
    """Turn names in slots into parameters, in place."""
    for index in range(len(pieces) - 1):
        key = pieces[index].key
        if (key in INSTANCE_NOUNS or key == "for") and _holds_name(pieces, index):
            name = pieces[index + 1]
            pieces[index + 1] = Piece("v", PARAM, name.text)


def _holds_name(pieces: list[Piece], index: int) -> bool:
    """The word after `index` is a name: by its place if that is certain, else because no language knows it."""
    key, name = pieces[index].key, pieces[index + 1]
    before = pieces[index - 1].key if index else ""
    if name.kind != "w" or name.key in FUNCTION_WORDS or name.key in NEGATIONS or name.key in INSTANCE_NOUNS:
        return False
    if key == "for":
        return before in _CREDENTIALS and name.key not in STATE_WORDS
    if key in _ACCOUNT_NOUNS and before in _UNWELCOME:
        return True
    if name.key in STATE_WORDS or name.key.endswith(("ed", "ing")):
        return False
    after = pieces[index + 2] if index + 2 < len(pieces) else None
    closed = key in _ACCOUNT_NOUNS and (after is None or after.key == PARAM or after.key in FUNCTION_WORDS)
    return _is_name(name.key, closed)


def _is_name(word: str, closed: bool) -> bool:
    """An unknown word, a well-known account, or, where no compound noun can follow, a rare word of the language."""
    singular = word if known(word) else word.removesuffix("s")
    if word in WELL_KNOWN_ACCOUNTS or not known(singular):
        return True
    return closed and not common(singular)
