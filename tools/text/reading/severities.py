"""How bad a part says it is: by its own field or the call in front of it, else by its log level."""

from functools import lru_cache

from tools.nouns.severity import Severity
from tools.text.reading.parts import Part

# Senders' words that are no severity of the API and no log level.
_WORDS = {
    "disaster": Severity.CRITICAL, "down": Severity.CRITICAL, "unreachable": Severity.CRITICAL,
    "urgent": Severity.CRITICAL, "sev0": Severity.CRITICAL, "alarm": Severity.HIGH, "average": Severity.MEDIUM,
    "moderate": Severity.MEDIUM,
    "unknown": Severity.MEDIUM, "normal": Severity.LOW, "none": Severity.LOW, "notclassified": Severity.LOW,
}  # fmt: skip


def severity_of(part: Part) -> tuple[Severity | None, str]:
    """(severity, "field" or "level"); (None, "") when nothing is said, or nothing that anybody knows."""
    return _said(part.severity, part.level)


@lru_cache(maxsize=512)
def _said(given: str, level: str) -> tuple[Severity | None, str]:
    word = given.strip().lower().replace("-", "").replace(" ", "")
    severity = _WORDS.get(word) or _parsed(word)
    if severity is not None:
        return severity, "field"
    severity = _parsed(level)
    return severity, "level" if severity is not None else ""


def _parsed(word: str) -> Severity | None:
    try:
        return Severity.parse(word) if word else None
    except ValueError:
        return None
