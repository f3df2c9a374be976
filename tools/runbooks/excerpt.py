"""Which part of a section is shown. Pure."""

from collections.abc import Collection

from tools.nouns.redacted import Redacted, derived
from tools.runbooks.words import terms
from tools.text.markdown import printable, shorten

EXCERPT_CHARACTERS = 300
_WINDOW_LINES = 8


def excerpt(text: Redacted, wanted: Collection[str]) -> Redacted:
    """The part of a section with most of the wanted terms. It begins at the start of a line."""
    lines = printable(text).strip().splitlines(keepends=True)
    starts = range(len(lines))
    best = max(starts, key=lambda start: (_said(lines, start, wanted), -start), default=0)
    return derived(shorten("".join(lines[best:]).strip(), EXCERPT_CHARACTERS))


def _said(lines: list[str], start: int, wanted: Collection[str]) -> int:
    window = "".join(lines[start : start + _WINDOW_LINES])[:EXCERPT_CHARACTERS]
    return len(set(terms(window)) & set(wanted))
