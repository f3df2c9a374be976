"""Hostile characters: removed from free text, refused in names. Pure."""

from tools import deferred_re as re
from tools.text.visible import hides_characters, visible

_TERMINAL = re.compile(r"\x1b(?:\[[0-?]{0,32}[ -/]{0,8}[@-~]|\][^\x07\x1b]{0,256}(?:\x07|\x1b\\)|[@-Z\\-_])")


def clean(text: str) -> str:
    """Free text without terminal sequences and invisible characters; ordinary text is unchanged."""
    if text.isascii() and text.isprintable():
        return text
    return visible(_TERMINAL.sub("", text))


def checked_name(name: str) -> str:
    """A name or id on one line. Raises ValueError for control and invisible characters."""
    if not name.isprintable() or (not name.isascii() and hides_characters(name)):
        raise ValueError("control and invisible characters are not allowed here")
    return name.strip()


def is_longer(text: str, most: int) -> bool:
    """True if the text has more than `most` bytes as UTF-8."""
    return len(text) > most or (len(text) * 4 > most and len(text.encode()) > most)
