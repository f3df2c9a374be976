"""Severity on one scale for all vendors: the words for severities and log levels."""

from enum import IntEnum
from typing import Self

LEVELS = {
    "trace": "debug", "debug": "debug", "dbg": "debug", "verbose": "debug", "fine": "debug", "finer": "debug",
    "trc": "debug", "trce": "debug",
    "info": "info", "information": "info", "notice": "info", "informational": "info", "note": "info", "log": "info",
    "inf": "info",
    "warn": "warning", "warning": "warning", "wrn": "warning",
    "error": "error", "err": "error", "severe": "error", "failure": "error",
    "ftl": "fatal", "fatal": "fatal", "critical": "fatal", "crit": "fatal", "emerg": "fatal", "emergency": "fatal",
    "panic": "fatal", "alert": "fatal",
}  # fmt: skip
"""Every known word for a log level, and its meaning: debug, info, warning, error or fatal."""

LETTERS = {"V": "debug", "D": "debug", "I": "info", "N": "info", "W": "warning", "E": "error", "F": "fatal"}
"""Levels as klog, logcat and MongoDB write them."""

CLASSES = {"debug": "info", "info": "info", "warning": "warning", "error": "error", "fatal": "error"}
"""Levels of one class mean the same problem: it does not matter whether a sender says "error" or "fatal"."""


class Severity(IntEnum):
    """A ticket's severity, ordered."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @classmethod
    def parse(cls, word: str) -> Self:
        """Parse a severity word of any common vendor (`warning`, `P1`, …). Raises ValueError with the valid words."""
        given = word.strip().lower()
        name = _RANKS.get(given) or _OF_LEVEL.get(LEVELS.get(given, "")) or given.upper()
        if name not in cls.__members__:
            raise ValueError(f"unknown severity {word[:40]!r}: use LOW, MEDIUM, HIGH, CRITICAL, a syslog word or P1–P4")
        return cls[name]


_OF_LEVEL = {"debug": "LOW", "info": "LOW", "warning": "MEDIUM", "error": "HIGH", "fatal": "CRITICAL"}
_RANKS = {
    "p0": "CRITICAL", "p1": "CRITICAL", "p2": "HIGH", "p3": "MEDIUM", "p4": "LOW", "p5": "LOW",
    "sev1": "CRITICAL", "sev2": "HIGH", "sev3": "MEDIUM", "sev4": "LOW",
    "page": "CRITICAL", "major": "HIGH", "minor": "MEDIUM",
}  # fmt: skip

_WORDS = sorted((*Severity.__members__, *(word.upper() for word in (*_RANKS, *LEVELS))))
WORD_PATTERN = f"^({'|'.join(dict.fromkeys(form for word in _WORDS for form in (word, word.lower())))})$"
"""A regular expression for every word that `Severity.parse` accepts, for the API's description."""
