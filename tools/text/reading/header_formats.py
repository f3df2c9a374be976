"""Header formats with a unique beginning: recognised by their first characters, then read whole."""

from collections.abc import Callable, Mapping, Sequence

from tools import deferred_re as re
from tools.nouns.severity import LETTERS, LEVELS
from tools.text.reading.header_fields import Headed
from tools.text.reading.header_servers import BIND, CEPH, CLICKHOUSE, MONOLOG, ONTAP, leveled, sql_server

_Fits = Callable[[str], bool]
_Read = Callable[[str], Headed | None]

# Kubernetes' klog: `E0105 10:00:00.123456    1234 reflector.go:138] `, and CockroachDB's with its tags after a mark:
# `E260511 03:14:07.118231 318 kv/server/queue.go:1128 ⋮ [n3,s3] 4121  `.
_KLOG = re.compile(
    r"(?P<letter>[IWEF])(?:\d{4} \d{2}:\d{2}:\d{2}\.\d{1,9} {1,9}\d{1,9} (?P<name>[\w.-]{1,80}):\d{1,6}\] "
    r"|\d{6} \d{2}:\d{2}:\d{2}\.\d{1,9} \d{1,9} (?:[\w.@-]{1,80}/){0,8}(?P<tagged>[\w.@-]{1,80}):\d{1,6} (?:⋮ )?"
    r"(?:\[[^\]\n]{0,200}\] )?(?:\d{1,9} {1,2})?)"
)
# Ruby's Logger: `E, [2026-05-11T03:14:07.118231 #8812] ERROR -- import: `.
_RUBY = re.compile(
    r"[DIWEFA], \[\d{4}-\d{2}-\d{2}T[\d:.]{8,15} #\d{1,9}\] {1,3}(?P<level>[A-Z]{3,7}) -- (?P<name>[^:\n]{0,80}): "
)
# Consoles of Go: zerolog's `3:14AM ERR `, logrus's `ERRO[0412] `.
_GO = re.compile(
    r"\d{1,2}:\d{2}(?:AM|PM) (?P<level>TRC|DBG|INF|WRN|ERR|FTL|PNC) "
    r"|(?P<short>TRAC|DEBU|INFO|WARN|ERRO|FATA|PANI)\[\d{1,9}\] "
)
_GO_LEVELS = {"TRAC": "debug", "DEBU": "debug", "ERRO": "error", "FATA": "fatal", "PANI": "fatal", "PNC": "fatal"}
# Nest's: `[Nest] 8812  - 05/11/2026, 3:14:07 AM   ERROR [PriceService] `.
_NEST = re.compile(
    r"\[Nest\] \d{1,9} {1,4}- \d{1,2}[/.]\d{1,2}[/.]\d{4}, \d{1,2}:\d{2}:\d{2}(?: [AP]M)? {1,8}(?P<level>[A-Z]{3,7}) "
    r"(?:\[(?P<name>[^\]\n]{1,80})\] )?"
)
# .NET's console: `fail: Prices.Refresher[0]`, then the message on the next line.
_DOTNET = re.compile(r"(?P<level>trce|dbug|info|warn|fail|crit): (?P<name>[A-Za-z_][\w.`+]{1,120})\[\d{1,9}\]\s*\n\s*")
_DOTNET_LEVELS = {"dbug": "debug", "fail": "error"}
# java.util.logging's: `May 11, 2026 3:14:07 AM com.example.Prices refresh`, then `SEVERE: ` and the message.
_JAVA = re.compile(
    r"[A-Z][a-z]{2} \d{1,2}, \d{4},? \d{1,2}:\d{2}:\d{2} [AP]M (?P<name>[\w.$]{1,200}) [\w<>$]{1,100}\s*\n"
    r"(?P<level>[A-Z]{4,7}): "
)
# Samba's: `[2026/05/11 03:14:07.118231,  0] ../../source3/smbd/server.c:412(main)`, then the message.
_SAMBA = re.compile(
    r"\[\d{4}/\d{2}/\d{2} [\d:.]{8,15}, {1,3}\d{1,2}[^\]\n]{0,80}\] (?:[\w.-]{1,80}/){0,8}"
    r"(?P<name>[\w.-]{1,80}):\d{1,6}\(\w{1,80}\)\s*\n\s*"
)
# IBM MQ's: a time, `Process(…) User(…) Program(…)`, lines of the same form, then the message on a line of its own.
_MQ = re.compile(
    r"\d[\d/.-]{5,9}\d [\d:]{7,8}(?: [AP]M)? - Process\([\d.]{1,20}\)[^\n]{0,200}\n"
    r"(?:[ \t]{1,40}\w{1,30}\([^\n]{0,300}\n){0,9}\s{0,9}(?=AMQ)"
)
# Android's brief format: `E/GateKeeper( 8812): `.
LOGCAT = r"(?P<letter>[VDIWEF])/(?P<name>[\w.$-]{1,60}) {0,30}\( {0,6}\d{1,7}\): "
_LOGCAT = re.compile(LOGCAT)
# Asterisk's: `[May 11 03:14:07] ERROR[8812][C-00000412]: chan_sip.c:412 handle: `, in older versions without the place.
_ASTERISK = re.compile(
    r"\[(?:[A-Z][a-z]{2} {1,2}\d{1,2}|\d{4}-\d{2}-\d{2}) [\d:.]{8,15}\] (?P<level>[A-Z]{4,8})\[\d{1,9}\]"
    r"(?:\[[\w-]{1,20}\])?:? (?P<name>[\w.-]{1,80})(?::\d{1,6})?(?: (?:in )?\w{1,80})?: "
)


def named_format(line: str) -> Headed | None:
    """The header and the message of such a line; None for any other line."""
    formats = _BY_FIRST.get(line[:1])
    if formats:
        head = line[:8]
        for fits, read in formats:
            if fits(head):
                return read(line)
    return None


def two_line_format(text: str) -> tuple[Headed, str]:
    """(header, message) of a text whose header is a line of its own; (empty header, "") for any other text."""
    samba = _SAMBA.match(text) if text[:1] == "[" and text[5:6] == "/" else None
    if samba:
        return Headed("", samba["name"]), text[samba.end() :]
    queued = _MQ.match(text) if text[:1].isdigit() and "- Process(" in text[:40] else None
    if queued:
        return Headed(""), text[queued.end() :]
    found = _DOTNET.match(text) if text[4:6] == ": " else _JAVA.match(text) if text[3:4] == " " else None
    if found is None:
        return Headed(""), ""
    level = _DOTNET_LEVELS.get(found["level"]) or LEVELS.get(found["level"].lower(), "")
    return Headed("", found["name"], level), _dedented(text[found.end() :])


def _dedented(told: str) -> str:
    """The lines without the indentation that the logger gives to all of them below its header."""
    first, *rest = told.split("\n")
    indents = [len(line) - len(line.lstrip()) for line in rest if line.strip()]
    least = min(indents, default=0)
    return "\n".join((first, *(line[least:] for line in rest))) if least else told


def _klog(line: str) -> Headed | None:
    found = _KLOG.match(line)
    return Headed(line[found.end() :], found["name"] or found["tagged"], LETTERS[found["letter"]]) if found else None


def _ruby(line: str) -> Headed | None:
    found = _RUBY.match(line)
    return Headed(line[found.end() :], found["name"], LEVELS.get(found["level"].lower(), "")) if found else None


def _go(line: str) -> Headed | None:
    found = _GO.match(line)
    word = (found["level"] or found["short"]) if found else ""
    level = _GO_LEVELS.get(word) or LEVELS.get(word.lower(), "")
    return Headed(line[found.end() :].lstrip(), "", level) if found else None


def _nest(line: str) -> Headed | None:
    found = _NEST.match(line)
    return Headed(line[found.end() :], found["name"] or "", LEVELS.get(found["level"].lower(), "")) if found else None


def _asterisk(line: str) -> Headed | None:
    found = _ASTERISK.match(line)
    return Headed(line[found.end() :], found["name"], LEVELS.get(found["level"].lower(), "")) if found else None


def _logcat(line: str) -> Headed | None:
    found = _LOGCAT.match(line)
    return Headed(line[found.end() :], found["name"], LETTERS[found["letter"]]) if found else None


_WEEKDAYS = frozenset(("Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun "))
_DIGITS = "0123456789"
# How a line of the format begins, the shape of its first eight characters, and its reader.
_FORMATS: Sequence[tuple[str, _Fits, _Read]] = (
    ("IWEF", lambda head: head[1:5].isdigit(), _klog),
    ("DIWEFA", lambda head: head[1:4] == ", [", _ruby),
    ("TDIWEFP" + _DIGITS, lambda head: head[4:5] == "[" or "AM " in head or "PM " in head, _go),
    ("VDIWEF", lambda head: head[1:2] == "/", _logcat),
    ("[", lambda head: head[:6] == "[Nest]", _nest),
    ("[", lambda head: head[4:5] == " ", _asterisk),
    (_DIGITS, lambda head: head[4:5] == "-" and head[:4].isdigit(), sql_server),
    (_DIGITS, lambda head: head[4:5] == "." and head[7:8] == ".", lambda line: leveled(CLICKHOUSE.match(line))),
    ("MTWFS", lambda head: head[:4] in _WEEKDAYS, lambda line: leveled(ONTAP.match(line))),
    ("c", lambda head: head == "cluster ", lambda line: leveled(CEPH.match(line))),
    ("[", lambda head: head[5:6] == "-", lambda line: leveled(MONOLOG.match(line)) or _asterisk(line)),
    (_DIGITS, lambda head: head[2:3] == "-" and head[6:7] == "-", lambda line: leveled(BIND.match(line))),
)
# Most lines begin differently, and are not examined further.
_BY_FIRST: Mapping[str, Sequence[tuple[_Fits, _Read]]] = {
    first: [(fits, read) for firsts, fits, read in _FORMATS if first in firsts]
    for first in dict.fromkeys("".join(firsts for firsts, _, _ in _FORMATS))
}
