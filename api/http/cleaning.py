"""Hostile characters: dropped from free text, refused in names."""

import re

from agents.report import MAX_LOG_BYTES
from tools.errors import InvalidRequest

_TERMINAL = re.compile(r"\x1b(?:\[[0-?]{0,32}[ -/]{0,8}[@-~]|\][^\x07\x1b]{0,256}(?:\x07|\x1b\\)|[@-Z\\-_])")
# Control characters but tab and line ends; zero-width, bidirectional, tag and variation characters, which hide text.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e01ef]"
)


def clean(text: str) -> str:
    """Free text without terminal sequences and invisible characters; ordinary text is returned as it is."""
    if text.isascii() and text.isprintable():
        return text
    return _HIDDEN.sub("", _TERMINAL.sub("", text))


def checked_name(name: str) -> str:
    """A name or id on one line. Raises ValueError for control and invisible characters."""
    if not name.isprintable() or (not name.isascii() and _HIDDEN.search(name)):
        raise ValueError("control and invisible characters are not allowed here")
    return name.strip()


def is_too_long(log: str) -> bool:
    """More than 64 KiB as UTF-8."""
    return len(log) > MAX_LOG_BYTES or (len(log) * 4 > MAX_LOG_BYTES and len(log.encode()) > MAX_LOG_BYTES)


def checked_key(key: str | None) -> str | None:
    """An Idempotency-Key: 1 to 255 visible ASCII characters. Raises InvalidRequest."""
    if key is not None and not (0 < len(key) <= 255 and key.isascii() and key.isprintable()):
        raise InvalidRequest("Idempotency-Key must be 1 to 255 visible ASCII characters")
    return key
