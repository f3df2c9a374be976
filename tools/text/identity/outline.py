"""A message as pieces. Messages that differ only in digits share an outline, so a varying storm is split once.

An outline is made from the shape (every digit a 0), never from the first message, so that the cached outline is the
same as a new one. It exists if no digit decides how a token is split, which `mask.spans_of` finds out; the values are
then cut out of the message itself. That halves the work on a message: 8 µs instead of 16.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from tools.text.identity.marks import lone_mark, trailing_mark
from tools.text.identity.mask import MOST_PIECES, pieces_of, shape_of_text, spans_of
from tools.text.identity.pattern import Pattern, params_of, pattern_of
from tools.text.identity.places import mark_places
from tools.text.identity.quotes import unquote
from tools.text.identity.shapes import PARAM, Piece
from tools.text.identity.slots import fill_slots
from tools.text.reading.timestamps import without_timestamps

# The head of a message is its identity; the work on a long one stays bounded.
MOST_TOKENS = 256
# Only short messages have outlines: long ones hardly ever differ only in digits, and would fill the memory.
REMEMBERED_LENGTH = 512
REMEMBERED_OUTLINES = 2_048


class Outline(NamedTuple):
    """All pieces of a message, of which `values` must still be cut out of it: (place, kind, start, end)."""

    pieces: tuple[Piece, ...]
    values: tuple[tuple[int, str, int, int], ...]
    pattern: Pattern


def cut_up(message: str) -> tuple[Sequence[Piece], Pattern, tuple[str, ...]]:
    """A message's pieces with the names in their slots as values, their pattern, and its parameters."""
    text = _marked(message)
    outline = outline_of(shape_of_text(text)) if len(text) <= REMEMBERED_LENGTH else None
    pieces: list[Piece]
    if outline is None:
        tokens = _tokens(text)
        pieces = _pieces(tokens)
        pattern = pattern_of(tokens, pieces)
    else:
        pieces, pattern = list(outline.pieces), outline.pattern
        for place, kind, start, end in outline.values:
            pieces[place] = Piece(kind, PARAM, text[start:end])
    return pieces, pattern, params_of(pieces, pattern.params)


def sentence_pieces(sentence: str) -> list[Piece]:
    """The pieces of one sentence."""
    return _pieces(_tokens(_marked(sentence)))


@lru_cache(maxsize=REMEMBERED_OUTLINES)
def outline_of(shape: str) -> Outline | None:
    """The outline of all messages of this shape; None if a digit decides how they are split."""
    tokens = _tokens(shape)
    spans, position = [], 0
    for token in tokens:
        position = shape.index(token, position)
        if "0" in token:
            found = spans_of(token)
            if found is None:
                return None
            spans += [(kind, start + position, end + position) for kind, _, start, end in found]
        position += len(token)
    pieces = _pieces(tokens)
    values, places = [], [place for place, piece in enumerate(pieces) if "0" in piece.text]
    digits = [(kind, start, end) for kind, start, end in spans if "0" in shape[start:end]]
    for place, (kind, start, end) in zip(places, digits, strict=False):
        if pieces[place] != (kind, PARAM, shape[start:end]):
            return None  # a name in a slot, or a code: its digits are its words
        values.append((place, kind, start, end))
    return Outline(tuple(pieces), tuple(values), pattern_of(tokens, pieces))


def _marked(message: str) -> str:
    return mark_places(unquote(without_timestamps(message)))


def _tokens(text: str) -> list[str]:
    return text.split()[:MOST_TOKENS]


def _pieces(tokens: Sequence[str]) -> list[Piece]:
    """The pieces of all tokens, with the names in their slots as values."""
    pieces: list[Piece] = []
    for place, token in enumerate(tokens):
        found = pieces_of(token)
        if not found:
            pieces += lone_mark(tokens, place)
            continue
        pieces += found
        if token[-1] in "*+-":
            pieces += trailing_mark(token)
    del pieces[MOST_PIECES:]
    fill_slots(pieces)
    return pieces
