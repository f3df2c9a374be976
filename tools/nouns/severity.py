"""Severity, in one scale for every dialect: the words of severities and of log levels."""

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
"""Every word for a log level, and which of the five it means: debug, info, warning, error or fatal."""

LETTERS = {"V": "debug", "D": "debug", "I": "info", "N": "info", "W": "warning", "E": "error", "F": "fatal"}
"""Levels as klog, logcat and MongoDB write them."""

CLASSES = {"debug": "info", "info": "info", "warning": "warning", "error": "error", "fatal": "error"}
"""Levels of one class report the same thing: whether a sender says "error" or "fatal" makes no other problem."""


class Severity(IntEnum):
    """How bad it is; compares by order."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @classmethod
    def parse(cls, word: str) -> Self:
        """Read a severity word in any common dialect (`warning`, `P1`, …). Raises ValueError naming those allowed."""
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
"""Every word that `Severity.parse` reads, as a regular expression for the API's description."""
