"""The severity that a part states: in its own field, in its alert prefix, else by its log level."""

from functools import lru_cache

from tools import deferred_re as re
from tools.nouns.severity import Severity
from tools.text.reading.parts import Part

# Words of senders that are neither a severity of the API nor a log level.
_WORDS = {
    "disaster": Severity.CRITICAL, "down": Severity.CRITICAL, "unreachable": Severity.CRITICAL,
    "urgent": Severity.CRITICAL, "sev0": Severity.CRITICAL, "alarm": Severity.HIGH, "average": Severity.MEDIUM,
    "moderate": Severity.MEDIUM,
    "unknown": Severity.MEDIUM, "normal": Severity.LOW, "none": Severity.LOW, "notclassified": Severity.LOW,
}  # fmt: skip

# A network device's facility, severity and mnemonic, near the start.
_MNEMONIC = re.compile(r"%[A-Z][A-Z0-9_]{1,30}(?:-[A-Z0-9_]{1,20})?-(?P<digit>[0-3])-[A-Z][A-Z0-9_]{2,40}:")
_DIGITS = {"0": "emergency", "1": "alert", "2": "critical", "3": "error"}
_NEAR = 120


def severity_of(part: Part) -> tuple[Severity | None, str]:
    """(severity, "field" or "level"); (None, "") if nothing known is stated."""
    return _said(part.severity or (_of_mnemonic(part.text) if "%" in part.text[:_NEAR] else ""), part.level)


def _of_mnemonic(text: str) -> str:
    """The digit in `%PLATFORM-1-PS_FAIL: `; devices use milder ones for every change of state."""
    found = _MNEMONIC.search(text[:_NEAR])
    return _DIGITS.get(found["digit"], "") if found else ""


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
