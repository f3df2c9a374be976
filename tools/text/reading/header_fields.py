"""The fields between a timestamp and the prose: ids, threads, level and logger in any order."""

from dataclasses import dataclass

from tools import deferred_re as re
from tools.nouns.quick import quick_dataclass
from tools.nouns.severity import LETTERS, LEVELS
from tools.text.words.lexicon import RESOURCE_NOUNS

# `[main]`, `[pool-1 [worker]]`, `(executor)`, `{taskinstance.py:1937}`.
_BRACKETS = re.compile(
    r"\{[\w./-]{1,80}:\d{1,6}\}"
    r"|\[[^\[\]\n]{0,200}(?:\[[^\[\]\n]{0,80}\][^\[\]\n]{0,120}){0,3}\]"
    r"|\([^()\n]{1,60}\)(?=\s)"
)
_WORD = re.compile(r"[^\s:|,\[\](){}]{1,200}")
# `org.example.Thing: `, `nova.compute.manager [`, `Thing(Handler.java:12) - `, `module.c:42: `, `app.exe *32 - `.
_LOGGER = re.compile(
    r"(?P<name>[A-Za-z_][\w.$/*-]{1,120})(?:\([^()\s]{1,60}\)|\[[^\[\]\s]{1,60}\]| \*(?:32|64))?"
    r"(?:@\d{1,6}|(?::[\w<>]{1,80})?:\d{1,6}(?=:| - ))?(?::(?:\s|$)| +: | - |(?= \[))"
)
# `pid=8812 tid=ow1x class=PriceJob ERROR: `, `request_id=F8a81 [error] `: a logger's fields before its level.
_ASSIGNED = re.compile(r"(?:[A-Za-z_][\w.-]{0,40}=[^\s=\"]{1,200} ){1,8}(?=(?P<level>[A-Z]{3,9}|\[[a-z]{3,9}\])[:\s])")
# structlog's, whose level is padded: `[error    ] event                [module] key=value`.
_PADDED = re.compile(r"\[(?P<level>error|warning|critical|info|debug) {1,5}\] (?=\S)")
_MODULE = re.compile(r"\s+\[(?P<name>[A-Za-z_][\w.]{0,80})\](?=\s|$)")
# Python's: ` - shop.prices - ERROR - `, and loguru's place `shop.prices:refresh:88 - `.
_DASHED = re.compile(r"[ ,]{0,2}- (?P<name>[\w.-]{1,80}) - (?P<level>[A-Z]{4,8}) - ")
# Columns between tabs, as zap's console has: `\terror\tadsc\tmessage`, `\tERROR\tprices/refresh.go:88\tmessage`.
_COLUMNS = re.compile(r"\t(?P<level>[A-Za-z]{3,8})\t(?:(?P<name>[\w./:-]{1,80})\t)?(?=\S)")
# A program after its time: ` unbound[8812:0] `, ` ftp-1 proftpd[8812] 10.0.0.5: `.
_PROGRAM = re.compile(
    r"\s?(?:[\w.-]{1,80} )?(?P<name>[\w.-]{1,60})\[\d{1,9}(?::\d{1,9})?\](?: [\d.]{7,15})?(?::| (?=[a-z]{4,8}: )) ?"
)
# MongoDB's before 4.4: `E  NETWORK  [conn8812] `.
_LETTERED = re.compile(r"(?P<level>[DIWEF])\d? {1,2}[A-Z_-]{1,12} {1,9}\[[\w.-]{1,80}\] ")
# Tomcat's: `SEVERE [main] org.example.Prices.refresh `: package, class and method before the message.
_METHOD = re.compile(r"(?P<name>(?:[a-z_][\w$]{0,40}\.){2,12}[A-Z][\w$]{0,80})\.[\w$<>]{1,80} (?=\S)")
# A context that is empty or one word, between logger and message: `[(null)] - `.
_CONTEXT = re.compile(r"\s*\[\(?[\w.-]{0,60}\)?\] - ")
# Logger and thread in columns behind the message: ` | org.example.BrokerService | main`.
_BEHIND = re.compile(r" \| (?P<name>[\w$]{1,40}(?:\.[\w$]{1,60}){2,9}) \| [^|\n]{1,100}$")
# `[MY-010119]`, `[HY000]`, `[RESOLVED]`: error codes and alert prefixes belong to the message.
_OF_MESSAGE = re.compile(
    r"\[(?:[A-Z]{2,6}-?\d{3,6}\]|(?:FIRING|PROBLEM|Triggered|RESOLVED|Resolved|RECOVERED|Recovered|RECOVERY|CLEARED)\b)"
)
_DIGIT = re.compile(r"\d")
_NOISE = " \t-|,;*:#"
# More than any format in use has; bounds the work.
_MOST_FIELDS = 16


@quick_dataclass(frozen=True, slots=True)
class Headed:
    """A line split into the facts of its header and the message."""

    message: str
    component: str = ""
    level: str = ""
    host: str = ""
    """Of a network device, which no other stands in for; of others hosts are copies and not read."""


@dataclass(slots=True)
class _Cursor:
    """The position up to which the header was read. Bare numbers belong to it only if something certain follows."""

    rest: str
    position: int = 0
    certain: int = 0
    component: str = ""
    level: str = ""

    def after(self, end: int, marks: str) -> int:
        """`end`, or one further if a closing mark follows."""
        return end + (self.rest[end : end + 1] in tuple(marks))


def read_fields(rest: str) -> Headed:
    """Cut the fields off the text after a timestamp."""
    padded = _PADDED.match(rest.lstrip()) if " ] " in rest[:16] else None
    if padded:
        return _padded(rest.lstrip()[padded.end() :], LEVELS[padded["level"]])
    cursor = _Cursor(rest)
    _named_first(cursor)
    for _ in range(_MOST_FIELDS):
        while cursor.position < len(rest) and rest[cursor.position] in _NOISE:
            cursor.position += 1
        if not (_brackets(cursor) or _word(cursor) or _logger(cursor)):
            break
        if cursor.level and cursor.component:
            break
    if rest[:3].strip() == "|" and cursor.level and not cursor.component:
        behind = _BEHIND.search(rest)
        if behind:
            return Headed(rest[cursor.certain : behind.start()].strip(_NOISE), behind["name"], cursor.level)
    context = _CONTEXT.match(rest, cursor.certain) if cursor.component else None
    message = rest[context.end() if context else cursor.certain :].lstrip(_NOISE)
    return Headed(message if message else rest, cursor.component, cursor.level)


def _padded(told: str, level: str) -> Headed:
    """The event in front of its module, and the fields after it."""
    module = _MODULE.search(told)
    if module is None:
        return Headed(told, "", level)
    return Headed(told[: module.start()] + told[module.end() :], module["name"], level)


def _named_first(cursor: _Cursor) -> None:
    """Read what precedes everything else and is recognised by its form: fields before a level, a level's letter."""
    columns = _COLUMNS.match(cursor.rest) if cursor.rest[:1] == "\t" else None
    if columns and columns["level"].lower() in LEVELS:
        cursor.component, cursor.level = (columns["name"] or "").partition(":")[0], LEVELS[columns["level"].lower()]
        cursor.position = cursor.certain = columns.end()
        return
    program = _PROGRAM.match(cursor.rest) if "[" in cursor.rest[:80] else None
    if program:
        cursor.component = program["name"]
        cursor.position = cursor.certain = program.end()
        return
    dashed = _DASHED.match(cursor.rest) if cursor.rest[:4].lstrip(" ,")[:2] == "- " else None
    if dashed and dashed["level"].lower() in LEVELS:
        cursor.component, cursor.level = dashed["name"], LEVELS[dashed["level"].lower()]
        cursor.position = cursor.certain = dashed.end()
        return
    start = len(cursor.rest) - len(cursor.rest.lstrip())
    assigned = _ASSIGNED.match(cursor.rest, start) if "=" in cursor.rest[start : start + 42] else None
    if assigned and assigned["level"].strip("[]").lower() in LEVELS:
        cursor.position = cursor.certain = assigned.end()
        return
    lettered = _LETTERED.match(cursor.rest, start) if cursor.rest[start + 1 : start + 2] in (" ", "1", "2") else None
    if lettered:
        cursor.level = LETTERS[lettered["level"]]
        cursor.position = cursor.certain = lettered.end()


def _brackets(cursor: _Cursor) -> bool:
    """`[thread]`, `(pool)`: anything but what belongs to the message."""
    if cursor.component or cursor.rest[cursor.position : cursor.position + 1] not in "{[(":
        return False
    found = _BRACKETS.match(cursor.rest, cursor.position)
    if found is None or _OF_MESSAGE.match(found[0]) or _names_resource(found[0]):
        return False
    cursor.level = cursor.level or LEVELS.get(found[0][1:-1].strip().lower(), "")
    cursor.position = cursor.certain = cursor.after(found.end(), ":")
    return True


def _names_resource(bracket: str) -> bool:
    """`[pool www]`: which one it is, and no thread."""
    noun, blank, name = bracket[1:-1].partition(" ")
    return bool(blank) and noun in RESOURCE_NOUNS and name.isidentifier()


def _word(cursor: _Cursor) -> bool:
    """A level, or an id before it."""
    found = _WORD.match(cursor.rest, cursor.position)
    if found is None:
        return False
    text, following = found[0], cursor.rest[found.end() : found.end() + 1]
    told, slash, _process = text.partition("/")  # `ERROR/MainProcess]`
    if slash and following == "]" and not cursor.level and told.isupper() and told.lower() in LEVELS:
        cursor.level = LEVELS[told.lower()]
        cursor.position = cursor.certain = found.end() + 1
        return True
    if not cursor.level and (level := _level(cursor, text, found.end())):
        cursor.level = level
        cursor.position = cursor.certain = cursor.after(found.end(), ":/")
        return True
    if cursor.component or "=" in text:
        return False
    if following == "|" or cursor.rest[found.end() : found.end() + 5] == " --- ":
        cursor.position = cursor.certain = found.end()
        return True
    if not cursor.level and (
        _DIGIT.search(text) or ((text.isupper() or "@" in text) and _level_follows(cursor.rest, found.end()))
    ):
        cursor.position = found.end()
        return True
    return False


def _level(cursor: _Cursor, text: str, end: int) -> str:
    """A level in capitals; in lower case only if the line continues with a mark or a column gap, not with prose."""
    lower = text.lower()
    if lower in LEVELS:
        following = cursor.rest[end : end + 2]
        return LEVELS[lower] if text.isupper() or following[:1] in (":", "|", "]", "") or following == "  " else ""
    return LETTERS.get(text, "") if cursor.position > 1 else ""


def _logger(cursor: _Cursor) -> bool:
    """`org.example.Thing: `: dotted, CamelCase or with underscores; never an exception class."""
    if cursor.component:
        return False
    found = _LOGGER.match(cursor.rest, cursor.position) or (
        _METHOD.match(cursor.rest, cursor.position) if cursor.level else None
    )
    if found is None:
        return False
    name = found["name"]
    if name.endswith(("Exception", "Error", "Failure", "Timeout")):
        return False
    if not any(mark in name[1:] for mark in "._$/") and (name[1:].lower() == name[1:] or name.isupper()):
        return False
    cursor.component = name
    cursor.position = cursor.certain = found.end()
    return True


def _level_follows(rest: str, end: int) -> bool:
    following = rest[end : end + 40].split(maxsplit=3)[:3]
    return any(word.strip(":").lower() in LEVELS and word.isupper() for word in following)
