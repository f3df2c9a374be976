"""Timestamps, levels, hosts, threads and loggers in front of a message. No rule is tied to one system."""

from dataclasses import replace

from tools import deferred_re as re
from tools.nouns.severity import LEVELS
from tools.text.reading.columns import after_columns
from tools.text.reading.header_fields import Headed, read_fields
from tools.text.reading.header_formats import named_format
from tools.text.reading.header_servers import CEPH_DAEMON, CEPH_MONITOR, ESXI, after_mnemonic, leveled
from tools.text.reading.timestamps import last_timestamp

# Syslog's priority; severities 0 and 1 are emergency and alert.
_PRIORITY = re.compile(r"<(?P<priority>\d{1,3})>")
# The kernel's seconds since boot: `[12345.678901] `.
_UPTIME = re.compile(r"\[ {0,12}\d{1,9}\.\d{3,9}\] ")
# Before the timestamp: syslog's `<34>` or `<34>1 `, Redis's `1234:M `, a level as `[ERROR] ` or `E-COMBO `, both
# a program and a level as `Zigbee2MQTT:error `.
_WRAPPER = re.compile(
    r"<\d{1,3}>(?:1 )?|\d{1,9}:[A-Z] |\[?(?P<tag>[A-Z-]{1,20})\]?:? {1,3}(?=\[?(?:\d{4}[-/]\d|1\d{9} ))"
    r"|[A-Z][\w.-]{1,40}:(?P<level>debug|info|warn|warning|error) {1,2}(?=\d{4}-\d\d-\d\d )"
)
# A container runtime's, after its timestamp: ` stderr F `.
_STREAM = re.compile(r" (?:stdout|stderr) [FP] ")
# Syslog after an ISO timestamp: ` web-1 sshd[1234]: `.
_TAGGED = re.compile(r"\s[\w.-]{1,80} [\w./()-]{1,60}\[\d{1,9}\]: ")
# `sshd[1234]: `, `su(pam_unix)[1234]: `, `syslogd 1.4.1: `; several words only before a bracket (`My App[1]: `).
_TAG = re.compile(
    r"(?P<tag>[\w.()/@+-]{1,80}(?: [\d.]{1,12})?|[\w.()/@+-]{1,40}(?: [\w.()-]{1,40}){1,3}(?=\[))(?:\[\d{1,9}\])?: ?"
)
# The same without a time before it: `smartd[744]: `, `unbound[1290:2]: `.
_BARE_TAG = re.compile(r"(?P<tag>[A-Za-z][\w./@+-]{1,40})\[\d{1,9}(?::\d{1,4})?\]: (?=\S)")
# RFC 5424 after its timestamp: ` host app 1234 ID47 [origin ip="…"] `.
_SYSLOG5424 = re.compile(r" \S{1,100} (?P<app>\S{1,60}) (?:\d{1,9}|-) \S{1,40} (?:-|\[[^\]\n]{0,500}\]) ?")
_PLACE = re.compile(r"\[(?P<name>[\w./-]{1,80})(?::[\w<>-]{1,80})?:\d{1,6}\] ")
# `ERROR: `, `[error] `, `ERROR | `, `ERROR:root:`, `ERROR `; but "ERROR 1045: " is a code and no level.
_LEADING_LEVEL = re.compile(
    r"\[?(?P<level>[A-Za-z]{3,11})(?!:? -?\d{1,5}(?:[:,]| \(|$))(?P<end>\]:?|:(?P<logger>[\w.]{1,80}):| ?\| |:(?=\s)|"
    r"(?=\s))[ \t]*(?=\S)"
)
# A network device's header is no longer.
_NEAR = 120
# The first letters of every level: most messages begin with other words.
_LEVELS_BEGIN = frozenset(level[:3] for level in LEVELS)


def strip_header(line: str) -> Headed:
    """Cut the header off one line; a line without a recognisable header comes back whole."""
    at = line.find("%", 0, _NEAR)
    named = after_mnemonic(line, at) if at > 0 else None
    named = named or named_format(line)
    if named:
        return named
    wrapper = None if line[:1].islower() else _WRAPPER.match(line)
    start = wrapper.end() if wrapper else 0
    uptime = _UPTIME.match(line, start) if line[start : start + 1] == "[" else None
    start = uptime.end() if uptime else start
    stamp = last_timestamp(line, start)
    if stamp is None:
        columns = after_columns(line, start)
        headed = read_fields(line[columns:]) if columns else _untimed(line[start:])
    else:
        headed = _stamped(line, stamp)
    level = (
        (LEVELS.get((wrapper["tag"] or wrapper["level"] or "").lower()) or _emergency(wrapper[0])) if wrapper else None
    )
    return replace(headed, level=level) if level and not headed.level else headed


def _emergency(mark: str) -> str:
    """The level of a priority that nobody sends by default; milder ones depend on the log shipper."""
    found = _PRIORITY.match(mark)
    return "fatal" if found and int(found["priority"]) % 8 <= 1 else ""


def _stamped(line: str, stamp: re.Match[str]) -> Headed:
    stream = _STREAM.match(line, stamp.end())
    if stream:  # a container runtime's header, before the program's own
        own = last_timestamp(line, stream.end())
        return _after_timestamp(line, own) if own else _leveled(line[stream.end() :])
    return _after_timestamp(line, stamp)


def _after_timestamp(line: str, stamp: re.Match[str]) -> Headed:
    if stamp["syslog"]:
        return _syslog(line[stamp.end() :].lstrip())
    rest = line[stamp.end() :].lstrip("])")
    if _TAGGED.match(rest):
        return _syslog(rest.lstrip())
    daemon = leveled(CEPH_DAEMON.match(rest)) if " log_channel(" in rest[:40] else None
    daemon = daemon or (leveled(CEPH_MONITOR.match(rest)) if " : cluster [" in rest[:80] else None)
    if daemon:
        return daemon
    kernel = ESXI.match(rest) if "cpu" in rest[:40] else None
    if kernel:
        return Headed(rest[kernel.end() :], kernel["name"] or "", LEVELS.get((kernel["level"] or "").lower(), ""))
    rfc5424 = _SYSLOG5424.match(rest) if line[:1] == "<" else None
    if rfc5424:
        inner = _leveled(rest[rfc5424.end() :])
        return Headed(inner.message, rfc5424["app"], inner.level)
    return read_fields(rest)


def _syslog(rest: str) -> Headed:
    """`host tag[pid]: message`, after the timestamp."""
    host, _, after = rest.partition(" ")
    after = after.lstrip()
    if after.startswith(("CEF:", "LEEF:")):
        return Headed(after)
    tag = _TAG.match(after)
    if not tag:
        return _leveled(after or host)
    inner = _leveled(after[tag.end() :])
    word, blank, name = tag["tag"].partition(" ")
    if blank and word in LEVELS:  # `bigip-1 alert tmm[8812]: `
        return Headed(inner.message, name, inner.level or LEVELS[word])
    return Headed(inner.message, tag["tag"], inner.level)


def _untimed(text: str) -> Headed:
    tag = _BARE_TAG.match(text) if "]: " in text[:60] else None
    if tag is None:
        return _leveled(text)
    inner = _leveled(text[tag.end() :])
    return Headed(inner.message, tag["tag"], inner.level)


def _leveled(text: str) -> Headed:
    """`ERROR: message`, `[error] message`, `ERROR:logger:message`, `ERROR message`."""
    text = text.lstrip()
    if text[:4].lstrip("[")[:3].lower() not in _LEVELS_BEGIN:
        return Headed(text)
    found = _LEADING_LEVEL.match(text)
    if not found or found["level"].lower() not in LEVELS or not (found["end"] or found["level"].isupper()):
        return Headed(text)
    place = _PLACE.match(text, found.end()) if found["end"][:1] == "]" else None
    if place:  # `[ERR] [janus.c:main:412] `
        return Headed(text[place.end() :], place["name"], LEVELS[found["level"].lower()])
    return Headed(text[found.end() :], found["logger"] or "", LEVELS[found["level"].lower()])
