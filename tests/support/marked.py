"""Lines in which «» marks what redaction must cut out, and nothing else."""

import re

_MARK = re.compile(r"«(.*?)»", re.DOTALL)


def expected(line: str) -> "re.Pattern[str]":
    """What the redacted line looks like: every marked place a placeholder, all else as it was."""
    parts = _MARK.split(line)
    return re.compile(r"\[REDACTED:[a-z-]+\]".join(re.escape(part) for part in parts[::2]))


def unmarked(line: str) -> str:
    """The line as it comes in."""
    return line.replace("«", "").replace("»", "")
