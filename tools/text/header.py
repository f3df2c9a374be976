"""Timestamps, levels, hosts, threads and loggers in front of a message. No rule is tied to one system."""

import re
from dataclasses import dataclass

LEVELS = {
    "trace": "debug", "debug": "debug", "dbg": "debug", "verbose": "debug", "fine": "debug", "finer": "debug",
    "info": "info", "information": "info", "notice": "info", "informational": "info", "note": "info", "log": "info",
    "warn": "warning", "warning": "warning", "wrn": "warning",
    "error": "error", "err": "error", "severe": "error", "failure": "error",
    "fatal": "fatal", "critical": "fatal", "crit": "fatal", "emerg": "fatal", "emergency": "fatal", "panic": "fatal",
    "alert": "fatal",
}  # fmt: skip
LETTERS = {"V": "debug", "D": "debug", "I": "info", "N": "info", "W": "warning", "E": "error", "F": "fatal"}

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_CLOCK = r"\d{1,2}[:.]\d{2}[:.]\d{2}(?:[.,:]\d{1,9})?"
_ZONE = r"(?:\s?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})\b)?"
_SYSLOG_TIME = rf"{_MONTH} {{1,2}}\d{{1,2}} \d{{2}}:\d{{2}}:\d{{2}}(?:\.\d{{1,6}})?(?! \d{{4}}\b)"
TIMESTAMP = re.compile(
    rf"(?P<syslog>{_SYSLOG_TIME})"
    rf"|\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?:[T _-]{{1,2}}{_CLOCK}|T\d{{6}}(?:\.\d{{1,6}})?)?{_ZONE}"
    rf"|(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?{_MONTH} {{1,2}}\d{{1,2}},? (?:\d{{4}} )?{_CLOCK}(?: \d{{4}})?(?: [AP]M)?{_ZONE}"
    rf"|(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?\d{{1,2}}[ /-]{_MONTH}[ /-]\d{{4}}[ :T]{_CLOCK}{_ZONE}"
    rf"|\d{{1,2}}[-/.]\d{{1,2}}(?:[-/.]\d{{2,4}})?,? {_CLOCK}(?: [AP]M)?{_ZONE}"
    rf"|\d{{8}}[-T ]{_CLOCK}{_ZONE}|\d{{6}} \d{{6}} \d{{1,7}}\b|\d{{6}} {{1,2}}\d{{1,2}}:\d{{2}}:\d{{2}}"
    rf"|1\d{{9}}(?:\d{{3}}|\.\d{{1,9}})?(?![\w.-])|\d{{2}}:\d{{2}}:\d{{2}}(?:[.,]\d{{1,9}})?(?![\w:])"
)
_KLOG = re.compile(r"(?P<letter>[IWEF])\d{4} \d{2}:\d{2}:\d{2}\.\d{1,9} {1,9}\d{1,9} (?P<file>[\w.-]{1,80}:\d{1,6})\] ")
_UPTIME = re.compile(r"\[ {0,12}\d{1,9}\.\d{3,9}\] ")
_WRAPPER = re.compile(r"<\d{1,3}>(?:1 )?|\d{1,9}:[A-Z] |[A-Z-]{1,20} (?=1\d{9} )")
_STREAM = re.compile(r" (?:stdout|stderr) [FP] ")
_BRACKETS = re.compile(r"\[[^\[\]\n]{0,200}(?:\[[^\[\]\n]{0,80}\][^\[\]\n]{0,120}){0,3}\]|\([^()\n]{1,60}\)(?=\s)")
_WORD = re.compile(r"[^\s:|,\[\](){}]{1,200}")
_TAG = re.compile(
    r"(?P<tag>[\w.()/@+-]{1,80}(?: [\d.]{1,12})?|[\w.()/@+-]{1,40}(?: [\w.()-]{1,40}){1,3}(?=\[))(?:\[\d{1,9}\])?: ?"
)
_SYSLOG5424 = re.compile(r"\S{1,100} (?P<app>\S{1,60}) (?:\d{1,9}|-) \S{1,40} (?:-|\[[^\]\n]{0,500}\]) ?")
_LOGGER = re.compile(
    r"(?P<name>[A-Za-z_][\w.$/*-]{1,120})(?:\([^()\s]{1,60}\)|\[[^\[\]\s]{1,60}\])?(?:@\d{1,6}|:\d{1,6}(?=:))?(?:: ?| - |(?= \[))"
)
_NOISE = " \t-|,;*:"
_DIGITS = re.compile(r"\d{2,}|\d")
_ERROR_CODE = re.compile(r"\[[A-Z]{2,6}-?\d{3,6}\]")
PREFIX_CHARS = 160


_INNER = re.compile(r"\d:\d\d:\d\d")


def without_timestamps(message: str) -> str:
    """Times inside a message become one value."""
    return TIMESTAMP.sub("0", message) if _INNER.search(message) else message


@dataclass(frozen=True, slots=True)
class Headed:
    """A line cut into its header's facts and the message."""

    message: str
    component: str = ""
    level: str = ""


def strip_header(line: str) -> Headed:
    """Cut the header off one line; a line without a recognisable header comes back whole."""
    klog = _KLOG.match(line)
    if klog:
        return Headed(line[klog.end() :], klog["file"].split(":")[0], LETTERS[klog["letter"]])
    start = _after_wrappers(line)
    stamp = _last_timestamp(line, start)
    if stamp is None:
        return _leveled(line[start:])
    return _after_timestamp(line, stamp)


def _after_wrappers(line: str) -> int:
    start = 0
    for pattern in (_WRAPPER, _UPTIME):
        found = pattern.match(line, start)
        start = found.end() if found else start
    return start


def _last_timestamp(line: str, start: int) -> re.Match[str] | None:
    """The last timestamp of the header: between two, only ids, hosts and marks may stand."""
    best, position = None, start
    for _ in range(8):
        while position < len(line) and line[position] in " \t-|,;[(":
            position += 1
        found = TIMESTAMP.match(line, position)
        if found:
            best, position = found, found.end()
            continue
        word = _WORD.match(line, position)
        if not word or position > PREFIX_CHARS or not _is_mark(word[0]):
            break
        position = word.end() + (line[word.end() : word.end() + 1] in (":", "|", "]", ")"))
    return best


def _is_mark(word: str) -> bool:
    """Not prose: holds a digit or is a dotted lower-case name."""
    return bool(_DIGITS.search(word)) or (word.islower() and ("." in word or "_" in word))


def _after_timestamp(line: str, stamp: re.Match[str]) -> Headed:
    position = stamp.end()
    if stamp["syslog"]:
        return _syslog(line[position:].lstrip())
    rest = line[position:].lstrip("])")
    stream = _STREAM.match(rest)
    if stream:
        return strip_header(rest[stream.end() :])
    modern = re.match(r"\s[\w.-]{1,80} [\w./()-]{1,60}\[\d{1,9}\]: ", rest)
    if modern:
        return _syslog(rest.lstrip())
    rfc5424 = _SYSLOG5424.match(rest, 1) if rest[:1] == " " else None
    if rfc5424:
        inner = _leveled(rest[rfc5424.end() :])
        return Headed(inner.message, rfc5424["app"], inner.level)
    return _fields(rest)


def _syslog(rest: str) -> Headed:
    """`host tag[pid]: message`, after the timestamp."""
    host, _, after = rest.partition(" ")
    after = after.lstrip()
    tag = _TAG.match(after)
    if not tag:
        return _leveled(after or host)
    inner = _leveled(after[tag.end() :])
    return Headed(inner.message, tag["tag"], inner.level)


def _fields(rest: str) -> Headed:
    """Ids, threads, level and logger in any order, until prose begins."""
    level = component = ""
    position = 0
    for _ in range(16):
        while position < len(rest) and rest[position] in _NOISE:
            position += 1
        brackets = _BRACKETS.match(rest, position)
        if brackets and not component and not _ERROR_CODE.match(brackets[0]):
            level = level or LEVELS.get(brackets[0][1:-1].strip().lower(), "")
            position = brackets.end() + (rest[brackets.end() : brackets.end() + 1] == ":")
            continue
        word = _WORD.match(rest, position)
        if word is None:
            break
        text = word[0]
        if not level and text.lower() in LEVELS and (text.isupper() or _stands_alone(rest, word)):
            level, position = LEVELS[text.lower()], word.end() + (rest[word.end() : word.end() + 1] == ":")
        elif not level and text in LETTERS and position > 1:
            level, position = LETTERS[text], word.end() + (rest[word.end() : word.end() + 1] == "/")
        elif not component and _is_field(text, rest, word.end(), level):
            position = word.end() + (rest[word.end() : word.end() + 1] in (":", "|"))
        else:
            logger = None if component else _LOGGER.match(rest, position)
            if logger is None or not _is_logger(logger["name"]):
                break
            component, position = logger["name"], logger.end()
            if level:
                break
    return Headed(rest[position:], component, level)


def _stands_alone(rest: str, word: re.Match[str]) -> bool:
    """A level written small counts when the line goes on with a mark or a column gap, not with prose."""
    return rest[word.end() : word.end() + 1] in (":", "|", "]", "") or rest[word.end() : word.end() + 2] == "  "


def _is_field(text: str, rest: str, end: int, level: str) -> bool:
    if not _DIGITS.search(text):
        return rest[end : end + 1] == "|" or (not level and text.isupper() and _level_follows(rest, end))
    return not level or rest[end : end + 1] == "|" or rest[end : end + 5] == " --- "


def _level_follows(rest: str, end: int) -> bool:
    following = rest[end : end + 40].split(maxsplit=3)[:3]
    return any(word.strip(":").lower() in LEVELS and word.isupper() for word in following)


def _is_logger(name: str) -> bool:
    """Loggers look like code: dotted, CamelCase or with underscores; never an exception class."""
    if name.endswith(("Exception", "Error", "Failure", "Timeout")):
        return False
    return any(mark in name[1:] for mark in "._$/") or (name[1:].lower() != name[1:] and not name.isupper())


def _leveled(text: str) -> Headed:
    """`ERROR: message`, `[error] message`, `ERROR:logger:message`, `ERROR message`."""
    text = text.lstrip()
    found = re.match(
        r"\[?(?P<level>[A-Za-z]{3,11})(?P<end>\]:?|:(?P<logger>[\w.]{1,80}):| ?\| |:(?=\s)|(?=\s))[ \t]*", text
    )
    if not found or found["level"].lower() not in LEVELS:
        return Headed(text)
    if not found["end"] and not (found["level"].isupper() and text[found.end() : found.end() + 1]):
        return Headed(text)
    message = text[found.end() :]
    return Headed(message, found["logger"] or "", LEVELS[found["level"].lower()]) if message.strip() else Headed(text)
