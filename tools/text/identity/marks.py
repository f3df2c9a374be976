"""Symbols that are the message: a sensor without a reading, the active item of a list, a line of only values."""

import re
from collections.abc import Sequence

from tools.text.identity.shapes import PARAM, Piece

# `---`, `??`, `****` among readings: no reading at all.
_NO_READING = re.compile(r"-{2,}|\?{1,8}|\*{1,8}|\+{1,3}|_{2,}")
# `fibre*`, `radio-`: the mark behind a word of a list says which one it is, or that it is gone.
_MARKED_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.]{1,60}(?P<mark>[*+-])")
_MARKS = "*+-"
_KEY = re.compile(r"(?P<key>[A-Za-z_][\w.-]{0,40})[=:]")
_DIGITS = re.compile(r"\d+")


def lone_mark(tokens: Sequence[str], place: int) -> list[Piece]:
    """The piece of a token that is nothing but a mark beside a number; none for a mark that only divides."""
    token = tokens[place]
    beside = (tokens[place - 1][:1] if place else "") + (tokens[place + 1][:1] if place + 1 < len(tokens) else "")
    if _NO_READING.fullmatch(token) and any(character.isdigit() for character in beside):
        return [Piece("m", token, token)]
    return []


def trailing_mark(token: str) -> list[Piece]:
    """The mark behind a word, if there is one."""
    if token[-1] not in _MARKS or not token[0].isalpha():
        return []
    found = _MARKED_WORD.fullmatch(token)
    return [Piece("m", found["mark"], found["mark"])] if found else []


def shapes_of(tokens: Sequence[str], pieces: Sequence[Piece]) -> str:
    """A line of nothing but values in its keys and kinds: unlike lines must not share one template."""
    if len(pieces) < 2:
        return PARAM
    kinds = "".join(dict.fromkeys(piece.kind for piece in pieces))
    keys = [_DIGITS.sub("0", found["key"]) for token in tokens if (found := _KEY.match(token))]
    return " ".join((PARAM, *dict.fromkeys(f"{key}=" for key in keys), f"({kinds})")) if keys else PARAM
