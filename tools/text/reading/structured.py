"""JSON and logfmt lines, access logs: the same facts in another dress."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from tools.nouns.severity import LETTERS, LEVELS
from tools.text.reading.header_fields import Headed
from tools.text.words.lexicon import POLES, RESOURCE_NOUNS, STATE_WORDS, section

# In order of precedence. `short_message` is GELF's, `alarmname` CloudWatch's, `textpayload` Google Cloud's; the level's
# `s` and the logger's `c` are MongoDB's, `@l` is Serilog's.
_MESSAGE_KEYS = (
    "message", "msg", "log", "short_message", "event", "text", "body", "description", "summary", "title", "alarmname",
    "textpayload",
)  # fmt: skip
# Deeper inside a notification, under its event, its alerts or its envelope; "title" first, for people have summaries too.
_INNER_KEYS = ("message", "title", "summary", "description")
# What an alert is called. Beside a message a title is its name as well.
_NAME_KEYS = ("alertname", "alarmname", "rulename", "monitor_name")
_LEVEL_KEYS = ("level", "severity", "lvl", "levelname", "loglevel", "log.level", "s", "priority", "@l")
_LOGGER_KEYS = ("logger", "component", "logger_name", "name", "module", "caller", "source", "c", "subsystem")
# Beside what key=value keeps: the spellings that only structured logs use. Level and message are read by themselves.
_TELLING_KEYS = (
    section("telling-keys")
    | {"exc", "exc_info", "statuscode", "errorcode", "exitcode", "errno", "newstatevalue", "newstatereason", "detail"}
    | {"errormessage", "errortype", "exit", "rc", "retcode"}
    | RESOURCE_NOUNS
) - {"level", "severity", "msg", "message"}
# How it was before: `OldStateValue`, `previousState.value`.
_BEFORE = re.compile(r"(?:.*\.)?(?:old|prev|previous|last)_?state")
# Where an alert's condition stands, and how it reads when all is well.
_CONDITION_KEYS = ("status", "state", "newstatevalue", "action", "alert_transition", "transition")
_ALL_CLEAR = ("resolved", "recovered", "ok", "closed", "close", "cleared")
# Which pipe a container wrote to says nothing.
_OWN_STREAMS = ("stdout", "stderr")
# `10.0.0.1 - - [05/Jan/2026:10:00:00 +0000] "GET /orders HTTP/1.1" 503 1234`: Apache's and nginx's common format.
_ACCESS = re.compile(
    r'\S{1,200} \S{1,100} \S{1,100} \[[^\]\n]{1,60}\] "(?P<verb>[A-Z]{3,10}) (?P<path>\S{1,4000}) HTTP/[\d.]{1,4}" (?P<status>\d{3}) '
)
# `key=value` or `key="a \"quoted\" value"` at the start or after a blank.
_PAIR = re.compile(
    r'(?:^|\s)(?P<key>[A-Za-z_][\w.@/-]{0,60})=(?:"(?P<quoted>(?:[^"\\]|\\.){0,4000})"|(?P<bare>[^\s"]{0,1000}))'
)
# A machine can nest and repeat without end; what people read stands in the first fields near the top.
_DEPTH = 3
_FIELDS = 40
# So much of a line must be key=value: prose with a few pairs in it is prose.
_COVERED = 0.8


def read_structured(text: str) -> Headed | None:
    """The message of a JSON object, a logfmt line with msg=, or an access log line, in one line; None for plain text."""
    if text[:1] == "{" or text[:2] == "[{":
        return _json(text)
    if '" ' in text and "HTTP/" in text:
        access = _ACCESS.match(text)
        if access:
            return Headed(f"{access['verb']} {access['path']} returned HTTP status {access['status']}", "access")
    if "msg=" in text or "message=" in text:
        return _logfmt(text)
    return None


def _json(text: str) -> Headed | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    first = value[0] if isinstance(value, list) else value
    return _from_fields(_flat(first)) if isinstance(first, dict) and first else None


def _logfmt(text: str) -> Headed | None:
    fields: dict[str, str] = {}
    covered = 0
    for found in _PAIR.finditer(text):
        covered += len(found[0])
        value = found["quoted"] if found["quoted"] is not None else found["bare"]
        fields.setdefault(found["key"].lower(), value)
        if len(fields) >= _FIELDS:
            break
    told = len(fields) > 1 and ("msg" in fields or "message" in fields)
    return _from_fields(fields) if told and (len(fields) >= _FIELDS or covered >= _COVERED * len(text)) else None


def _flat(value: Mapping[str, Any], prefix: str = "", depth: int = 0) -> dict[str, str]:
    """Nested objects as dotted, lower-case keys, after the plain ones beside them; of a list of objects the first."""
    fields: dict[str, str] = {}
    inner: dict[str, Mapping[str, Any]] = {}
    for key, item in value.items():
        name = f"{prefix}{str(key).lower()}"
        if isinstance(item, list) and item:
            item = item[0] if isinstance(item[0], dict) else None
        if isinstance(item, dict):
            inner[name] = item
        elif isinstance(item, str | int | float | bool):
            fields[name] = str(item)
    for name, item in inner.items():
        if depth >= _DEPTH or len(fields) >= _FIELDS:
            break
        fields.update(_flat(item, f"{name}.", depth + 1))
    return fields if len(fields) <= _FIELDS else dict(list(fields.items())[:_FIELDS])


def _from_fields(fields: Mapping[str, str]) -> Headed:
    inner: dict[str, str] = {}
    for key, value in fields.items():
        if value:
            inner.setdefault(_last(key), value)
    text = _first(fields, _MESSAGE_KEYS) or _first(inner, _INNER_KEYS)
    wrapped = _json(text) if text[:1] == "{" else None
    if wrapped:  # a whole object as the message of another one: an envelope
        return wrapped
    name = _first(inner, _NAME_KEYS) or fields.get("title", "")
    text = text if name in text else f"{name} {text}"
    telling = {key: value for key, value in fields.items() if value and _is_telling(key, value) and value not in text}
    if not text and not telling:
        telling = dict(fields)
    parts = dict.fromkeys((text, *(f"{_last(key)}={value}" for key, value in sorted(telling.items()))))
    over = any(value.lower() in _ALL_CLEAR and _last(key) in _CONDITION_KEYS for key, value in telling.items())
    level, logger = _first(fields, _LEVEL_KEYS), _first(fields, _LOGGER_KEYS)
    message = " ".join(part for part in parts if part).replace("\n", " ")
    return Headed(message, logger.partition(":")[0], _level(level), over)


def _first(fields: Mapping[str, str], keys: Sequence[str]) -> str:
    for key in keys:
        if fields.get(key):
            return fields[key]
    return ""


def _last(key: str) -> str:
    """The name itself; `state.value` is the state."""
    return key.removesuffix(".value").rpartition(".")[2]


def _is_telling(key: str, value: str) -> bool:
    """The key names an outcome or a resource; or the value is a state, if only "false" of a key that is a state."""
    if value in _OWN_STREAMS or ("state" in key and _BEFORE.match(key)):
        return False
    name = _last(key)
    if name in _TELLING_KEYS or name.rpartition("_")[2] in _TELLING_KEYS:
        return True
    axis, _ = POLES.get(value.lower(), ("", ""))
    return bool(axis) and (axis != "truth" or name in STATE_WORDS)


def _level(word: str) -> str:
    return LEVELS.get(word.lower()) or LETTERS.get(word, "")
