"""Hostile characters: dropped from free text, refused in names."""

import re

from agents.report import MAX_LOG_BYTES
from tools.errors import InvalidRequest
from tools.text.visible import hides_characters, visible

_TERMINAL = re.compile(r"\x1b(?:\[[0-?]{0,32}[ -/]{0,8}[@-~]|\][^\x07\x1b]{0,256}(?:\x07|\x1b\\)|[@-Z\\-_])")


def clean(text: str) -> str:
    """Free text without terminal sequences and invisible characters; ordinary text is returned as it is."""
    if text.isascii() and text.isprintable():
        return text
    return visible(_TERMINAL.sub("", text))


def checked_name(name: str) -> str:
    """A name or id on one line. Raises ValueError for control and invisible characters."""
    if not name.isprintable() or (not name.isascii() and hides_characters(name)):
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
