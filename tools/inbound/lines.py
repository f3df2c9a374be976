"""Plain text: which lines form one report, and the level that a line states."""

from collections.abc import Sequence

from tools import deferred_re as re
from tools.nouns.severity import LEVELS

# A line that continues the previous one: indented, a cause, the start of a Python traceback, a closing brace.
_CONTINUES = re.compile(
    r"\s|Caused by:|Suppressed:|During handling|The above exception|Traceback \(most|\.\.\. \d+ more|}"
)
_TRACEBACK = "Traceback (most recent call last)"
# The last line of a traceback: "ValueError: no amount".
_RAISED = re.compile(r"[A-Za-z_][\w.]{0,200}(?:: |$)")
_LOOKED_BACK = 200
# "Host: db-9", "Time of event: Thu, 01 Jan".
_NAMED = re.compile(r"(?P<name>[A-Z][A-Za-z]{1,20}(?: [A-Za-z]{1,20}){0,3}):[ \t]{1,10}(?P<value>\S.{0,2000})")
# "NAGIOS_HOSTNAME=db-9": what `env` prints.
_VARIABLE = re.compile(r"(?P<name>[A-Z][A-Z0-9_]{2,80})=(?P<value>.{0,2000})")
# `level=error msg="no space" attempt=2`.
_PAIR = re.compile(r'(?P<name>[A-Za-z_][\w.@-]{0,60})=(?:"(?P<quoted>[^"\\]*(?:\\.[^"\\]*)*)"|(?P<bare>[^\s"]*))')
_LOGFMT = re.compile(rf"(?:{re.sub(r'[?]P<[a-z]+>', '?:', _PAIR.pattern)}(?:\s+|$))+")
_SAYING = frozenset(("msg", "message", "error", "err"))
_RECORD_LINES, _RECORD_CHARS = 40, 16_384
_WORDS = "TRACE|DEBUG|INFO|INFORMATION|NOTICE|WARN|WARNING|ERROR|ERR|SEVERE|FATAL|CRITICAL|CRIT|EMERG|ALERT|PANIC"
# Near the start: a word in capitals, in brackets, or as `level=`.
_LEVEL = re.compile(
    rf"(?:^|[\s\[|<(\"])(?P<capital>{_WORDS})(?=[\s\]|>):\"]|$)"
    r"|\b(?:level|lvl|severity)[\"']?\s?[=:]\s?[\"']?(?P<named>[A-Za-z]{3,11})"
    rf"|\[(?P<bracketed>{_WORDS.lower()})\]"
)
_HEAD = 160
_BELOW = frozenset(("debug", "info"))


def blocks_of(text: str) -> list[str]:
    """One block per line; the lines of a stack trace stay with the line that they belong to."""
    blocks: list[list[str]] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        if blocks and belongs(blocks[-1], line):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return ["\n".join(block) for block in blocks]


def record_in(text: str) -> dict[str, str]:
    """The fields of a text that is one record of `Name: value` or `NAME=value` lines; {} if it is not.

    A record has at least three lines and no repeated name. No name is the word for a level, because log lines begin
    with those.
    """
    lines = [line for line in text[:_RECORD_CHARS].splitlines() if line.strip()]
    form = _VARIABLE if lines and _VARIABLE.fullmatch(lines[0]) else _NAMED
    found = [form.fullmatch(line) for line in lines[: _RECORD_LINES + 1]]
    pairs = {pair["name"]: pair["value"] for pair in found if pair}
    is_whole = 3 <= len(lines) <= _RECORD_LINES and len(pairs) == len(lines) and len(text) <= _RECORD_CHARS
    return pairs if is_whole and not any(name.lower() in LEVELS for name in pairs) else {}


def logfmt_in(line: str) -> dict[str, str]:
    """The fields of a line of only `name=value` pairs, with a message under a usual name; {} for other lines."""
    if "=" not in line[:60] or "\n" in line or len(line) > _RECORD_CHARS or not _LOGFMT.fullmatch(line.strip()):
        return {}
    pairs = {pair["name"]: pair["bare"] or pair["quoted"] or "" for pair in _PAIR.finditer(line)}
    named = {name: text.replace('\\"', '"') for name, text in pairs.items() if text}
    return named if len(named) > 1 and not _SAYING.isdisjoint(named) else {}


def belongs(block: Sequence[str], line: str) -> bool:
    """True if a line continues the record of the given lines: a frame, a cause, the end of a traceback."""
    if _CONTINUES.match(line):
        return True
    inside = block[-1][:1] in " \t" and any(_TRACEBACK in above for above in block[-_LOOKED_BACK:])
    return inside and bool(_RAISED.match(line))


def level_in(line: str) -> str:
    """debug, info, warning, error or fatal; "" if the line states none."""
    found = _LEVEL.search(line[:_HEAD])
    return LEVELS.get((found["capital"] or found["named"] or found["bracketed"]).lower(), "") if found else ""


def is_below(level: str) -> bool:
    """True for a level that opens no ticket when it arrives in a stream of records."""
    return level in _BELOW
