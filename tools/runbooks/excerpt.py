"""Chooses the part of a section to show. Pure."""

from collections.abc import Collection, Sequence

from tools.nouns.redacted import Redacted, derived
from tools.runbooks.words import terms
from tools.text.links import hosts
from tools.text.markdown import inert, printable, shorten

EXCERPT_CHARACTERS = 300
_WINDOW_LINES = 8


def excerpt(text: Redacted, wanted: Collection[str]) -> Redacted:
    """Return the part of a section with the most wanted terms, inert. It begins at the start of a line."""
    lines = printable(text).strip().splitlines(keepends=True)
    said = [set(terms(line)) & set(wanted) for line in lines] if wanted else []
    starts = range(len(said))
    best = max(starts, key=lambda start: (len(set().union(*said[start : _end(lines, start)])), -start), default=0)
    return derived(inert(shorten("".join(lines[best:]).strip(), EXCERPT_CHARACTERS), hosts(text)))


def _end(lines: Sequence[str], start: int) -> int:
    """Return where the lines that can be shown from `start` on end; the first is always shown, even if cut."""
    shown = len(lines[start])
    for end in range(start + 1, min(start + _WINDOW_LINES, len(lines))):
        shown += len(lines[end])
        if shown > EXCERPT_CHARACTERS:
            return end
    return min(start + _WINDOW_LINES, len(lines))
