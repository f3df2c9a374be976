"""logfmt lines and access logs, and which fields of a record state the outcome."""

from functools import lru_cache

from tools import deferred_re as re
from tools.nouns.severity import LETTERS, LEVELS
from tools.text.reading.header_fields import Headed
from tools.text.reading.leaves import Leaf, Leaves, leaf
from tools.text.words.fields import named
from tools.text.words.lexicon import POLES, RESOURCE_NOUNS, STATE_WORDS, section

# In addition to the names for key=value: spellings that only structured logs use. Level and message are separate.
_TELLING_KEYS = (
    section("telling-keys")
    | {"exc", "exc_info", "statuscode", "errorcode", "exitcode", "errno", "newstatevalue", "newstatereason", "detail"}
    | {"errormessage", "errortype", "exit", "rc", "retcode", "ns"}
    | RESOURCE_NOUNS
    | section("workload-keys")
) - {"level", "severity", "msg", "message"}
# The last word of `ActivityType`, as of `activity_type`.
_LAST_HUMP = re.compile(r"(?<=[a-z])[A-Z][a-z]+$")
# `devintfname`: which of a device's own interfaces it is.
_INTERFACES = ("intfname", "ifname")
# How it was before: `OldStateValue`, `previousState.value`.
_BEFORE = re.compile(r"(?:.*\.)?(?:old|prev|previous|last)_?state")
# The pipe that a container wrote to says nothing.
_OWN_STREAMS = ("stdout", "stderr")
# Numeric levels of pino, bunyan and Monolog.
_NUMBERS = {
    "10": "debug", "20": "debug", "30": "info", "40": "warning", "50": "error", "60": "fatal",
    "100": "debug", "200": "info", "250": "info", "300": "warning", "400": "error",
    "500": "fatal", "550": "fatal", "600": "fatal",
}  # fmt: skip
# Syslog's severities, as journald and GELF write them.
_SYSLOG = {
    "0": "fatal",
    "1": "fatal",
    "2": "fatal",
    "3": "error",
    "4": "warning",
    "5": "info",
    "6": "info",
    "7": "debug",
}
# `10.0.0.1 - - [05/Jan/2026:10:00:00 +0000] "GET /orders HTTP/1.1" 503 1234`: Apache's and nginx's common format.
_ACCESS = re.compile(
    r'\S{1,200} \S{1,100} \S{1,100} \[[^\]\n]{1,60}\] "(?P<verb>[A-Z]{3,10}) (?P<path>\S{1,4000}) HTTP/[\d.]{1,4}" '
    r"(?P<status>\d{3}) "
)
# `2026-05-11 03:14:07 10.0.0.5 GET /orders - 443 - 10.0.0.9 curl - 503 2 0 15`: IIS's extended format; its own
# sub-status and Windows' error follow the status.
_EXTENDED = re.compile(
    r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} (?:\S{1,60} ){0,2}[\da-fA-F.:]{3,45} (?P<verb>[A-Z]{3,10}) "
    r"(?P<path>/\S{0,4000}) \S{1,4000} \d{1,5} (?:\S{1,4000} ){3,6}(?P<status>\d{3}) \d{1,3} \d{1,10}"
    r"(?: \d{1,10}){0,4}\s*$"
)
# `key=value` or `key="a \"quoted\" value"` at the start or after a blank.
_PAIR = re.compile(
    r'(?:^|\s)(?P<key>[A-Za-z_][\w.@/-]{0,60})=(?:"(?P<quoted>(?:[^"\\]|\\.){0,16000})"|(?P<bare>[^\s"]{0,1000}))'
)
# A trace in a quoted value is one line: `exception="Traceback (most recent call last):\n  File …`.
_QUOTED = re.compile(r"\\(.)")
_QUOTED_AS = {"n": "\n", "t": "\t", "r": "\r"}
# The name of logfmt's message; `event` is structlog's, and may be anything without a level.
_SAID = frozenset({"msg", "message"})
_EVENT = frozenset({"event", "level"})
_FIELDS = 40
# `status=200`: the status of a successful call says nothing.
_FINE = re.compile(r"[123]\d\d")
# Objects about where a record was written, not about what happened.
_ABOUT = frozenset(named("about"))
_LONGEST_POLE = max(map(len, POLES))
# The share of a line that must be key=value: prose with a few pairs in it is prose.
_COVERED = 0.8


def read_access(text: str) -> Headed | None:
    """An access log line in words; None for anything else."""
    if '" ' in text and "HTTP/" in text:
        access = _ACCESS.match(text)
    else:
        access = _EXTENDED.match(text) if text[4:5] == "-" and " - " in text else None
    if access is None:
        return None
    return Headed(f"{access['verb']} {access['path']} returned HTTP status {access['status']}", "access")


def read_logfmt(text: str) -> Leaves | None:
    """The fields of a logfmt line with a message; None for anything else."""
    if "msg=" not in text and "message=" not in text and not ("event=" in text and "level=" in text):
        return None
    fields: dict[str, str] = {}
    covered = 0
    for found in _PAIR.finditer(text):
        covered += len(found[0])
        value = _unquoted(found["quoted"]) if found["quoted"] is not None else found["bare"]
        fields.setdefault(found["key"], value)
        if len(fields) >= _FIELDS:
            break
    lower = {name.lower() for name in fields}
    told = len(fields) > 1 and (not _SAID.isdisjoint(lower) or lower >= _EVENT)
    if not told or (len(fields) < _FIELDS and covered < _COVERED * len(text)):
        return None
    return Leaves([leaf(name, (), value) for name, value in fields.items()])


def _unquoted(value: str) -> str:
    """A value of several lines unescaped; in others only quotes are unescaped, because some writers do not escape."""
    if "\\n" not in value:
        return value.replace('\\"', '"')
    return _QUOTED.sub(lambda found: _QUOTED_AS.get(found[1], found[1]), value)


def telling_of(own: Leaves, text: str) -> str:
    """`key=value` of the fields that state the outcome, sorted by name, unless the text contains it."""
    # A cheap look first: under a name without a meaning of its own, only a short word means something.
    likely = [
        each for each in own.all if each.value and (len(each.value) <= _LONGEST_POLE or _telling_name(each.name) == "")
    ]
    found = {
        each.name.lower(): each.value
        for each in likely
        if _is_telling(each) and _ABOUT.isdisjoint(each.above) and not _says(text, each.value)
    }
    if not found:
        return ""
    return " ".join(f"{_spelled(name)}={found[name]}" for name in sorted(found)).replace("\n", " ")


def _spelled(name: str) -> str:
    """The last part of a name, in its usual spelling."""
    last = name.rpartition(".")[2]
    return "namespace" if last == "ns" else last


def _says(text: str, value: str) -> bool:
    """True if the text contains the value as a whole word: "35728" does not contain "28"."""
    at = text.find(value)
    while at >= 0:
        end = at + len(value)
        if not (text[at - 1 : at].isalnum() and value[0].isalnum()) and not (
            text[end : end + 1].isalnum() and value[-1].isalnum()
        ):
            return True
        at = text.find(value, at + 1)
    return False


def _is_telling(each: Leaf) -> bool:
    """True if the key names an outcome or a resource, or the value is a state ("false" only for keys of states)."""
    last = _telling_name(each.name)
    if last is None or each.value in _OWN_STREAMS or "\n" in each.value:
        return False
    if not last:
        asked = each.value in ("true", "false") and each.name.rpartition(".")[2].lower() not in _TELLING_KEYS
        return not (asked or _FINE.fullmatch(each.value))
    axis, _ = POLES.get(each.value.lower(), ("", ""))
    return bool(axis) and (axis != "truth" or last in STATE_WORDS)


@lru_cache(maxsize=4_096)
def _telling_name(name: str) -> str | None:
    """Return "" for a name that is always meaningful, None for one that never is, else its last part."""
    lower = name.lower()
    if "state" in lower and _BEFORE.match(lower):
        return None
    last = lower.removesuffix(".value").rpartition(".")[2]
    if last.endswith(_INTERFACES) or last in _TELLING_KEYS or last.rpartition("_")[2] in _TELLING_KEYS:
        return ""
    hump = _LAST_HUMP.search(name.removesuffix(".value"))
    return "" if hump and hump[0].lower() in _TELLING_KEYS else last


def level_of(word: str) -> str:
    """The level of a record's word, letter or number; "" if there is none."""
    return LEVELS.get(word.lower()) or LETTERS.get(word, "") or _NUMBERS.get(word, "") or _SYSLOG.get(word, "")
