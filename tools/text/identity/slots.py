"""Word-like values in positions that only hold values: a name after "user", or after "password for"."""

from tools.text.identity.shapes import PARAM, Piece
from tools.text.words.lexicon import (
    FUNCTION_WORDS,
    INSTANCE_NOUNS,
    METRICS,
    NEGATIONS,
    RESOURCE_NOUNS,
    STATE_WORDS,
    WELL_KNOWN_ACCOUNTS,
    section,
)
from tools.text.words.vocabulary import common, known

_ACCOUNT_NOUNS = section("account-nouns")
_CREDENTIALS = section("credentials")
# "user oracle not found", "user oracle authentication failure".
_AFTER_NAMES = FUNCTION_WORDS | NEGATIONS | {"authentication", "login", "failed"}
_UNWELCOME = section("unwelcome")
_HOSTS = ("host", "hostname", "node")


def fill_slots(pieces: list[Piece]) -> None:
    """Turn names in slots into parameters, in place."""
    for index in range(len(pieces) - 1):
        key = pieces[index].key
        if (key in INSTANCE_NOUNS or key == "for") and _holds_name(pieces, index):
            name = pieces[index + 1]
            pieces[index + 1] = Piece("v", PARAM, name.text)


def _holds_name(pieces: list[Piece], index: int) -> bool:
    """True if the word after `index` is a name: by its place if that is certain, or because no vocabulary has it."""
    key, name = pieces[index].key, pieces[index + 1]
    before = pieces[index - 1].key if index else ""
    if name.kind != "w" or name.key in FUNCTION_WORDS or name.key in NEGATIONS:
        return False
    if name.key in INSTANCE_NOUNS:  # an account can be called "user", or "host"
        return key in _ACCOUNT_NOUNS and (name.key != key or index > 0) and _closed(pieces, index)
    if key == "comm":  # the kernel's, in front of a process
        return name.key not in STATE_WORDS
    if key == "for":
        return before in _CREDENTIALS and name.key not in STATE_WORDS
    if key in _ACCOUNT_NOUNS and before in _UNWELCOME:
        return True
    if name.key in STATE_WORDS or name.key.endswith(("ed", "ing")):
        return False
    if key in _HOSTS and index and _does(pieces, index):
        return True
    return _is_name(name.key, key in _ACCOUNT_NOUNS and _closed(pieces, index))


def _closed(pieces: list[Piece], index: int) -> bool:
    """True if no compound noun can follow: the message ends, or continues with a value or a small word."""
    after = pieces[index + 2] if index + 2 < len(pieces) else None
    return after is None or after.key == PARAM or after.key in _AFTER_NAMES


def _does(pieces: list[Piece], index: int) -> bool:
    """True if a verb follows the word after a host noun ("host gateway missed 3 pings"): it is the host's name."""
    name, after = pieces[index + 1].key, pieces[index + 2].key if index + 2 < len(pieces) else ""
    named = name not in METRICS and name not in RESOURCE_NOUNS and not name.endswith("s")
    return named and after.endswith("ed")


def _is_name(word: str, closed: bool) -> bool:
    """True for an unknown word, a well-known account or, if no compound noun can follow, a rare word of English."""
    singular = word if known(word) else word.removesuffix("s")
    if word in WELL_KNOWN_ACCOUNTS or not known(singular):
        return True
    return closed and not common(singular)
