"""The level that a line of a log says of itself."""

import re

from tools.text.words.levels import LEVELS

# Near its start: a word in capitals, in brackets, or as `level=`.
_LEVEL = re.compile(
    r"(?:^|[\s\[|<(\"])(?P<capital>TRACE|DEBUG|INFO|INFORMATION|NOTICE|WARN|WARNING|ERROR|ERR|SEVERE|FATAL|CRITICAL|CRIT|EMERG|ALERT|PANIC)(?=[\s\]|>):\"]|$)"
    r"|\b(?:level|lvl|severity)[\"']?\s?[=:]\s?[\"']?(?P<named>[A-Za-z]{3,11})"
    r"|\[(?P<bracketed>trace|debug|info|notice|warn|warning|error|err|crit|critical|alert|emerg|fatal)\]"
)
_HEAD = 160
_BELOW = frozenset(("debug", "info"))


def level_in(line: str) -> str:
    """debug, info, warning, error or fatal; "" if the line says none."""
    found = _LEVEL.search(line[:_HEAD])
    return LEVELS.get((found["capital"] or found["named"] or found["bracketed"]).lower(), "") if found else ""


def is_below(level: str) -> bool:
    """A level that opens no ticket when it comes in a stream of records."""
    return level in _BELOW
