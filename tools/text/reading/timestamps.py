"""Times as logs write them, and the end of the last one in a header. No rule is tied to one system."""

from tools import deferred_re as re

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_WEEKDAY = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?"
_CLOCK = r"\d{1,2}[:.]\d{1,2}[:.]\d{1,2}(?:[.,:]\d{1,9})?"
_ZONES = r"UTC|GMT|[ECMPA][SD]T|CES?T|EES?T|WES?T|BST|IST|MSK|SGT|HKT|JST|KST|AE[SD]T|NZ[SD]T"
_ZONE = rf"(?:\s?(?:Z|{_ZONES}|[+-]\d{{2}}:?\d{{2}})\b)?"
_SYSLOG = rf"{_MONTH} {{1,2}}\d{{1,2}} \d{{2}}:\d{{2}}:\d{{2}}(?:\.\d{{1,6}})?(?! \d{{4}}\b)"
# In this order: "Jan  5 10:00:00" (syslog) · "2026-01-05T10:00:00.123Z", "2026-01-05" · "Mon Jan 5 10:00:00 2026" ·
# "05/Jan/2026:10:00:00 +0000", "05-Jan 10:00" · "05.01.2026 10:00:00", "1/5/26, 10:00:00 AM" · "20260105-10:00:00:123",
# "20260105T100000", "081109 203615 148", "260105 10:00:00" · "1767607200" (epoch seconds or milliseconds), "10:00:00".
TIMESTAMP = re.compile(
    rf"(?P<syslog>{_SYSLOG})"
    rf"|{_WEEKDAY}\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?:(?:[T _-]{{1,2}}|, ){_CLOCK}|T\d{{6}}(?:\.\d{{1,6}})?)?{_ZONE}"
    rf"|{_WEEKDAY}{_MONTH} {{1,2}}\d{{1,2}},? (?:\d{{4}} )?{_CLOCK}(?: (?:{_ZONES}))?(?: \d{{4}})?(?: [AP]M)?{_ZONE}"
    rf"|{_WEEKDAY}\d{{1,2}}[ /-]{_MONTH}[ /-]\d{{4}}[ :T]{_CLOCK}{_ZONE}"
    rf"|\d{{2}}-{_MONTH} \d{{2}}:\d{{2}}(?=\s)"
    rf"|\d{{1,2}}[-/.]\d{{1,2}}(?:[-/.]\d{{2,4}})?,? {_CLOCK}(?: [AP]M)?{_ZONE}"
    rf"|\d{{8}}[-T ]{_CLOCK}{_ZONE}|\d{{8}}T\d{{6}}(?:[.,]\d{{1,9}})?{_ZONE}|\d{{6}} \d{{6}} \d{{1,7}}\b"
    rf"|\d{{6}} {{1,2}}\d{{1,2}}:\d{{2}}:\d{{2}}"
    r"|1\d{9}(?:\d{3}|\.\d{1,9})?(?![\w.-])|\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?![\w:])"
)
# How a time begins: a digit of any script, or the name of a month or day. Most words begin differently.
_FIRST = frozenset("0123456789JFMASONDTW")
# A cheap look before the expensive one.
_INNER = re.compile(r"\d:\d\d:\d\d")
# `Dec 12 2026`, `12 December 2026`: a day without a time.
_DATE = re.compile(
    rf"\b{_WEEKDAY}(?:{_MONTH}[a-z]{{0,6}}\.? \d{{1,2}}(?:st|nd|rd|th)?,?|\d{{1,2}}(?:st|nd|rd|th"
    rf"|\.)? {_MONTH}[a-z]{{0,6}}\.?,?) 20\d\d\b"
)
_WORD = re.compile(r"[^\s:|,\[\](){}]{1,200}")
# What may precede a header's last timestamp: a word with a digit, "nova.api", "RAS_KERNEL"; no prose.
_MARK = re.compile(r".*\d|[a-z]+[._][a-z._]*$|[A-Z]+_[A-Z_]+$")
# How far into the line a header is looked for, and in how many steps.
_PREFIX = 160
_STAMPS = 8


def without_timestamps(message: str) -> str:
    """Replace the times inside a message by one value."""
    if message.count(":") > 1 and _INNER.search(message):
        message = TIMESTAMP.sub("0", message)
    return _DATE.sub("0", message) if " 20" in message else message


def last_timestamp(line: str, start: int) -> re.Match[str] | None:
    """The last timestamp of the header: before and between timestamps there are only ids, hosts and marks, no prose."""
    best, position = None, start
    for _ in range(_STAMPS):
        while position < len(line) and line[position] in " \t-|,;[(":
            position += 1
        first = line[position : position + 1]
        found = TIMESTAMP.match(line, position) if first in _FIRST or not first.isascii() else None
        if found:
            best, position = found, found.end()
            continue
        word = _WORD.match(line, position)
        if not word or position > _PREFIX or word[0].isalpha() or not _MARK.match(word[0]):
            break
        position = word.end() + (line[word.end() : word.end() + 1] in (":", "|", "]", ")"))
    return best
