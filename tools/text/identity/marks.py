"""Symbols that are the message: a sensor without a reading, the active item of a list, a line of only values."""

from collections.abc import Sequence

from tools import deferred_re as re
from tools.text.identity.shapes import PARAM, Piece

# `---`, `??`, `****` among readings: no reading at all.
_NO_READING = re.compile(r"-{2,}|\?{1,8}|\*{1,8}|\+{1,3}|_{2,}")
# `fibre*`, `radio-`: the mark after a word in a list says that it is the active one, or that it is gone.
_MARKED_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.]{1,60}(?P<mark>[*+-])")
_MARKS = "*+-"
_KEY = re.compile(r"(?P<key>[A-Za-z_][\w.-]{0,40})[=:]")
_DIGITS = re.compile(r"\d+")


def lone_mark(tokens: Sequence[str], place: int) -> list[Piece]:
    """The piece of a token that is only a mark beside a number; none for a mark that only separates."""
    token = tokens[place]
    beside = (tokens[place - 1][:1] if place else "") + (tokens[place + 1][:1] if place + 1 < len(tokens) else "")
    if _NO_READING.fullmatch(token) and any(character.isdigit() for character in beside):
        return [Piece("m", token, token)]
    return []


def trailing_mark(token: str) -> list[Piece]:
    """The mark after a word, if there is one."""
    if token[-1] not in _MARKS or not token[0].isalpha():
        return []
    found = _MARKED_WORD.fullmatch(token)
    return [Piece("m", found["mark"], found["mark"])] if found else []


def shapes_of(tokens: Sequence[str], pieces: Sequence[Piece]) -> str:
    """The keys and kinds of a line of only values, so that different lines do not share one template."""
    if len(pieces) < 2:
        return PARAM
    kinds = "".join(dict.fromkeys(piece.kind for piece in pieces))
    keys = [_DIGITS.sub("0", found["key"]) for token in tokens if (found := _KEY.match(token))]
    return " ".join((PARAM, *dict.fromkeys(f"{key}=" for key in keys), f"({kinds})")) if keys else PARAM
