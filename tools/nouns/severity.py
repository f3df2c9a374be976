"""How bad a problem is, in one scale for every dialect."""

from enum import IntEnum
from typing import Self

SEVERITY_ALIASES = {
    "info": "LOW", "information": "LOW", "debug": "LOW", "notice": "LOW", "p4": "LOW", "p5": "LOW", "sev4": "LOW",
    "warn": "MEDIUM", "warning": "MEDIUM", "minor": "MEDIUM", "p3": "MEDIUM", "sev3": "MEDIUM",
    "error": "HIGH", "err": "HIGH", "major": "HIGH", "p2": "HIGH", "sev2": "HIGH",
    "fatal": "CRITICAL", "crit": "CRITICAL", "emergency": "CRITICAL", "alert": "CRITICAL", "page": "CRITICAL",
    "p1": "CRITICAL", "p0": "CRITICAL", "sev1": "CRITICAL",
}  # fmt: skip


class Severity(IntEnum):
    """How bad it is; compares by order."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @classmethod
    def parse(cls, word: str) -> Self:
        """Read a severity word in any usual dialect (`warning`, `P1`, …). Raises ValueError naming the words allowed."""
        name = SEVERITY_ALIASES.get(word.strip().lower(), word.strip().upper())
        if name not in cls.__members__:
            raise ValueError(f"unknown severity {word[:40]!r}: use LOW, MEDIUM, HIGH, CRITICAL, a syslog word or P1–P4")
        return cls[name]
