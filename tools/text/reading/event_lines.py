"""One-line events of security tools and monitors: CEF, LEEF, and the log of Nagios and its kin."""

from tools import deferred_re as re
from tools.text.reading.parts import Field, Part, Role
from tools.text.reading.roles import field_of

# `CEF:0|vendor|product|version|id|name|severity|key=value …`.
_CEF = re.compile(r"CEF:\d\|(?:(?:[^|\\]|\\.){0,200}\|){4}(?P<name>(?:[^|\\]|\\.){1,500})\|(?P<severity>[^|]{1,12})\|")
# `LEEF:1.0|vendor|product|version|id|key=value<tab>…`.
_LEEF = re.compile(r"LEEF:[\d.]{1,4}\|(?:[^|]{0,200}\|){3}(?P<name>[^|]{1,200})\|(?:[^|=]{0,6}\|)?")
# A value of either format ends at the next key.
_PAIR = re.compile(r"(?P<key>[A-Za-z][\w.]{0,40})=(?P<value>.{0,1000}?)(?=\s+[A-Za-z][\w.]{0,40}=|\t|$)")
_HOSTS = ("dvchost", "dhost", "shost", "devname", "identHostName")
_CEF_WORDS = {"0": "low", "1": "low", "2": "low", "3": "low", "4": "medium", "5": "medium", "6": "medium", "7": "high",
              "8": "high", "9": "critical", "10": "critical"}  # fmt: skip
# `SERVICE ALERT: host;service;CRITICAL;HARD;3;output`, `HOST ALERT: host;DOWN;SOFT;1;output`.
_CHECKED = re.compile(
    r"(?:CURRENT |INITIAL )?(?:SERVICE (?:ALERT|STATE): (?P<host>[^;\n]{1,100});(?P<service>[^;\n]{1,200})"
    r"|HOST (?:ALERT|STATE): (?P<alone>[^;\n]{1,100}))"
    r";(?P<state>[A-Z]{2,12});(?:HARD|SOFT);\d{1,4};(?P<told>.{1,2000})$"
)
_WELL = ("OK", "UP")
BEGINNINGS = ("CEF:", "LEEF:", "SERVICE ALERT: ", "HOST ALERT: ", "CURRENT SERVICE ", "CURRENT HOST ")
"""How these lines begin, after a time or a header."""


def read_event_line(line: str) -> Part | None:
    """The event as a part; None for any other line."""
    if line[:2] == "[1" and line[11:13] == "] ":
        line = line[13:]  # Nagios's time
    if not line.startswith(BEGINNINGS):
        return None
    return _checked(line) if line[1:4] != "EF:" and line[:5] != "LEEF:" else _security_event(line)


def _security_event(line: str) -> Part | None:
    found = _CEF.match(line) or _LEEF.match(line)
    if found is None:
        return None
    pairs = {each["key"]: each["value"].strip() for each in _PAIR.finditer(line, found.end())}
    name = found["name"].replace("\\|", "|")
    said = pairs.get("msg") or pairs.get("reason") or ""
    host = next((pairs[key] for key in _HOSTS if pairs.get(key)), "")
    fields = (Field("host", host, Role.BROKEN, "host"),) if host else ()
    word = found.groupdict().get("severity") or pairs.get("sev", "")
    severity = _CEF_WORDS.get(word, word)
    return Part(f"{name}\n{said}" if said and said != name else name, fields=fields, severity=severity, called=True)


def _checked(line: str) -> Part | None:
    found = _CHECKED.match(line)
    if found is None:
        return None
    named = {"host": found["host"] or found["alone"], "service": found["service"] or ""}
    fields = tuple([field_of(name, value) for name, value in named.items() if value])
    state = found["state"]
    return Part(found["told"], fields=fields, severity=state, recovered=state in _WELL, called=True)
