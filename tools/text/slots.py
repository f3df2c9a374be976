"""Word-like values in places that only hold values: a name after "user" or between "for" and "from"."""

from tools.text.lexicon import FUNCTION_WORDS, INSTANCE_NOUNS, STATE_WORDS, WELL_KNOWN_ACCOUNTS
from tools.text.mask import PARAM, Piece
from tools.text.vocabulary import common, known

_ACCOUNT_NOUNS = frozenset(("user", "username"))


def fill_slots(pieces: list[Piece]) -> None:
    """Turn names in slots into parameters, in place."""
    for index in range(len(pieces) - 1):
        key = pieces[index].key
        if key in INSTANCE_NOUNS:
            after = pieces[index + 2] if index + 2 < len(pieces) else None
            if _is_name(pieces[index + 1], key in _ACCOUNT_NOUNS and _closes(after)):
                _mask(pieces, index + 1)
        elif key == "for" and index + 3 < len(pieces) and pieces[index + 2].key == "from":
            if pieces[index + 3].key == PARAM and _is_name(pieces[index + 1], False):
                _mask(pieces, index + 1)


def _mask(pieces: list[Piece], index: int) -> None:
    pieces[index] = Piece("v", PARAM, pieces[index].text)


def _closes(after: Piece | None) -> bool:
    """Nothing follows the name that could make it part of a compound noun."""
    return after is None or after.key == PARAM or after.key in FUNCTION_WORDS


def _is_name(piece: Piece, closed: bool) -> bool:
    """An unknown word, a well-known account, or (in a closed slot) a rare word of the language."""
    kind, key, _ = piece
    if kind != "w" or key in FUNCTION_WORDS or key in STATE_WORDS or key.endswith(("ed", "ing")):
        return False
    singular = key if known(key) else key.removesuffix("s")
    if key in WELL_KNOWN_ACCOUNTS or not known(singular):
        return True
    return closed and not common(singular)
