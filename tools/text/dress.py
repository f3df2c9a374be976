"""Colours, invisible characters and typography: how a terminal or an editor dresses the same words."""

import re
from unicodedata import normalize

# ECMA-48 control sequences, such as "\x1b[1;31m".
_COLOUR = re.compile(r"\x1b\[[0-9;:?]{0,32}[@-~]")
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u2032", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2008\u2009\u3000", " "),
        "\u202f": "",  # the narrow blank only ever stands inside a number
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", ""),
        "\u2026": "...",
    }
)


def undressed(text: str) -> str:
    """The same words in plain marks and in Unicode's composed form."""
    if "\x1b" in text:
        text = _COLOUR.sub("", text)
    return text if text.isascii() else normalize("NFC", text.translate(_PLAIN))
