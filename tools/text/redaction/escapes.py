r"""Resolves a text's escapes: what `\n`, `%3D`, `&quot;` and colour codes mean, and where each one was.

Secrets are found in the resolved reading and cut out of the source, so no spelling hides them and the rest is
unchanged.
"""

import html
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from tools import deferred_re as re

# A blank or line end that a URL encodes belongs to the value around it, so it is not decoded.
KEPT_BLANK = "\ue020"
# Backslash forms at any depth of quoting, doubly encoded percent signs, HTML's characters, and a terminal's colours,
# whose first byte is often lost. Quotes after backslashes are unchanged: their depth says what they close.
_ESCAPE = re.compile(
    r"\\{1,8}(?:[uU]00[0-9a-fA-F]{2}|x[0-9a-fA-F]{2}|[nrtvf0])"
    r"|%(?:25){0,4}[0-7][0-9a-fA-F]"
    r"|&(?:amp;){0,4}(?:#\d{2,5}|#[xX][0-9a-fA-F]{2,4}|quot|apos|amp|lt|gt|equals|colon|commat|nbsp);"
    r"|[：＝＠０-９Ａ-Ｚａ-ｚ]"
    r"|(?:\x1b|\\{1,4}(?:x1b|u001[bB]|033|e))?\[\d{1,3}(?:;\d{1,3}){0,4}m"
)
# A text without any of these has no escapes. Wide letters and signs are read as ASCII.
_MARKS = ("\\", "%", "&", "[0m", "[m")
_WIDE = ("：", "＝", "＠", "ａ", "ｅ", "ｏ", "Ａ", "Ｅ", "Ｏ")
_FROM_WIDE = ord("：") - ord(":")
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "v": " ", "f": " ", "0": " "}


@dataclass(frozen=True, slots=True)
class Reading:
    """`text` is the meaning; `starts` and `origins` are the starts of runs in it and in the source."""

    text: str
    starts: tuple[int, ...] = (0,)
    origins: tuple[int, ...] = (0,)

    def origin(self, place: int) -> int:
        """The place in the source for a place in the reading."""
        run = bisect_right(self.starts, place) - 1
        return self.origins[run] + place - self.starts[run]


def read(source: str) -> Reading | None:
    """The source's reading, in which an escape is one character; None if the text has no escapes."""
    for mark in _MARKS:
        if mark in source:
            break
    else:
        if source.isascii() or not any(mark in source for mark in _WIDE):
            return None
    parts: list[str] = []
    starts, origins = [0], [0]
    place = at = 0
    for escape in _ESCAPE.finditer(source):
        start, end = escape.span()
        parts += (source[at:start], _meaning(escape[0]))
        place += start - at + 1
        at = end
        starts += (place - 1, place)
        origins += (start, end)
    parts.append(source[at:])
    return Reading("".join(parts), tuple(starts), tuple(origins))


@lru_cache(4096)
def _meaning(escape: str) -> str:
    if "\uff00" < escape < "\uff5f":
        return chr(ord(escape) - _FROM_WIDE)
    if escape[0] == "&":
        return _unspaced(html.unescape(html.unescape(escape))[0])
    if escape[0] == "%":
        return _unspaced(chr(int(escape[-2:], 16)))
    if escape[-1] == "m":
        return " "
    letters = escape.lstrip("\\")
    return _LETTERS.get(letters) or _spaced(chr(int(letters[1:], 16)))


def _spaced(character: str) -> str:
    return character if character.isprintable() else " "


def _unspaced(character: str) -> str:
    return KEPT_BLANK if character.isspace() or not character.isprintable() else character
