"""One program's line inside another's: PHP in web server logs, old broker reports, priorities before a text."""

from tools import deferred_re as re
from tools.text.reading.event_lines import BEGINNINGS

# `AH01071: Got error 'PHP message: …'`, `FastCGI sent in stderr: "PHP message: …" while reading …`.
_PHP = re.compile(
    r"(?P<apache>(?:AH01071: )?Got error '(?:PHP message: )?(?=PHP ))"
    r"|(?P<nginx>FastCGI sent in stderr: \"(?:PHP message: )?)"
    r"|(?P<pool>\[pool [\w.-]{1,60}\] child \d{1,9} said into std(?:err|out): \")"
)
# The longest such line of PHP, in characters.
_LONGEST = 4_000
# `=WARNING REPORT==== 2-Mar-2026::03:56:36 ===`, then the message on the next lines.
_REPORT = re.compile(r"=(?P<level>[A-Z]{4,10}) REPORT=+ [\w:. -]{8,40} =+\s*\n")
# `P1 CRITICAL - `, `[P2] `, `SEV1: `: the severity, as people and pagers put it before a text.
_PRIORITY = re.compile(
    r"\[?(?P<word>P[0-5]|SEV-?[0-5])\]?(?:\s*[-:|]\s*|\s+(?P<level>CRITICAL|HIGH|MEDIUM|LOW|MAJOR|MINOR|WARNING"
    r"|ERROR)\s*[-:|]\s*)(?=\S)",
    re.IGNORECASE,
)
# A pager's text message: `ALRT #4711 on Payments: … Reply 4234:Ack, 4236:Resolv`, without blanks at its end.
_PAGED = re.compile(
    r"(?:ALRT|ALERT|ACK|RSLV) #\d{1,12} on [^:\n]{1,80}: (?P<told>'.{1,1000}'|.{1,1000}?)"
    r"(?:\.?\s{1,3}Reply \d{1,6}: ?[Aa]ck\w*,? .{0,60})?$",
    re.DOTALL,
)
# `CRITICAL: core switch …` in such a message: the severity.
_LOUD = re.compile(r"(?P<word>CRITICAL|WARNING|MAJOR|MINOR|HIGH|LOW|INFO)(?: -|:) (?=\S)")
# A header after a header: a collector's, then the program's own.
DATED = re.compile(
    r"\[?\d{4}[-/]\d{2}[-/]\d{2}[T ]\d{2}:\d{2}\S*\s+\S*[A-Za-z]|[IWEF]\d{4} \d{2}:\d{2}:"
    r"|[A-Z][a-z]{2} {1,2}\d{1,2} \d{2}:\d{2}:"
    r"|\d{1,3}(?:\.\d{1,3}){3} \S+ \S+ \["
)
# The first line of a crash.
_CRASH = re.compile(r"panic: |thread '|Traceback \(most recent|Exception in thread |Unhandled exception|Uncaught ")
# How many lines of an alert are searched for one that it quotes.
_LINES = 6


def holds_another(message: str) -> bool:
    """True if what stands behind a header has a layer of its own: a record, a second header, an event."""
    return (
        message[:1] in ("{", "[")
        or bool(DATED.match(message))
        or "msg=" in message
        or message[:10].find("|") > 0
        or "PHP" in message[:80]
        or message.startswith(BEGINNINGS)
    )


def inner_line(text: str) -> str:
    """PHP's own line in the web server's; "" for anything else."""
    if "PHP" not in text and "FastCGI" not in text and "[pool " not in text:
        return ""
    told = text.rstrip()
    inner = next((inner for found in _PHP.finditer(told) if (inner := _quoted(told, found))), "")
    return inner.replace("\\n", "\n")


def _quoted(text: str, found: re.Match[str]) -> str:
    """The text in the quotes. nginx continues after them; elsewhere they end the text, which Apache may truncate."""
    start = found.end()
    if found["nginx"]:
        end = text.find('" while ', start + 1, start + _LONGEST + len('" while '))
        return text[start:end] if end > 0 else ""
    told = text[start : start + _LONGEST + 1 + len(", pipe is closed")]
    if start + len(told) < len(text):
        return ""
    if found["apache"]:
        told = told.removesuffix("'")
    else:
        told = told.removesuffix(", pipe is closed")
        told = told[:-1] if told.endswith('"') else ""
    return told if len(told) <= _LONGEST else ""


def report(text: str) -> tuple[str, str]:
    """(level, message) of an Erlang report in the old style; ("", text) for anything else."""
    found = _REPORT.match(text) if text[:1] == "=" else None
    return (found["level"].lower(), text[found.end() :]) if found else ("", text)


def priority(text: str) -> tuple[str, str]:
    """(word, rest) of a text that begins with its priority."""
    found = _PRIORITY.match(text) if text[:1] in "[pPsS" else None
    return (found["level"] or found["word"], text[found.end() :]) if found else ("", text)


def paged(text: str) -> tuple[str, str]:
    """(severity word, message) of a pager's text message; ("", text) for anything else."""
    found = _PAGED.match(text.rstrip()) if text[:6] in ("ALRT #", "ALERT ") else None
    if found is None:
        return "", text
    told = found["told"][1:-1] if found["told"][:1] == "'" else found["told"]
    loud = _LOUD.match(told)
    return (loud["word"], told[loud.end() :]) if loud else ("", told)


def quoted_at(text: str) -> int:
    """Where a dated line or a crash begins: at the start of a line, or after an alert's name; -1 if nowhere."""
    start = 0
    for line in text.split("\n")[:_LINES]:
        if DATED.match(line) or _CRASH.match(line):
            return start
        _, colon, told = line.partition(": ")
        if colon and (DATED.match(told) or _CRASH.match(told)):
            return start + len(line) - len(told)
        start += len(line) + 1
    return -1
