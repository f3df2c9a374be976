"""JSON and logfmt lines, access logs: the same facts in another dress."""

import json
import re
from collections.abc import Mapping
from typing import Any

from tools.text.header_fields import Headed
from tools.text.levels import LETTERS, LEVELS
from tools.text.lexicon import POLES, RESOURCE_NOUNS, STATE_WORDS, section

# In order of precedence. `short_message` is GELF's, `alarmname` CloudWatch's, `textpayload` Google Cloud's; the level's
# `s` and the logger's `c` are MongoDB's, `@l` is Serilog's.
_MESSAGE_KEYS = (
    "message", "msg", "log", "short_message", "event", "text", "body", "description", "summary", "title", "alarmname",
    "textpayload",
)  # fmt: skip
_LEVEL_KEYS = ("level", "severity", "lvl", "levelname", "loglevel", "log.level", "s", "priority", "@l")
_LOGGER_KEYS = ("logger", "component", "logger_name", "name", "module", "caller", "source", "c", "subsystem")
# Beside what key=value keeps: the spellings that only structured logs use. Level and message are read by themselves.
_TELLING_KEYS = (
    section("telling-keys")
    | {"exc", "exc_info", "statuscode", "errorcode", "exitcode", "errno", "newstatevalue", "newstatereason", "detail"}
    | {"errormessage", "errortype", "exit", "rc", "retcode"}
    | RESOURCE_NOUNS
) - {"level", "severity", "msg", "message"}
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
    if text[:1] == "{":
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
    return _from_fields(_flat(value)) if isinstance(value, dict) and value else None


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
    """Nested objects as dotted, lower-case keys; lists are left out."""
    fields: dict[str, str] = {}
    for key, item in value.items():
        name = f"{prefix}{str(key).lower()}"
        if isinstance(item, dict) and depth < _DEPTH:
            fields.update(_flat(item, f"{name}.", depth + 1))
        elif isinstance(item, str | int | float | bool):
            fields[name] = str(item)
        if len(fields) >= _FIELDS:
            break
    return fields


def _from_fields(fields: Mapping[str, str]) -> Headed:
    text = next((fields[key] for key in _MESSAGE_KEYS if fields.get(key)), "")
    telling = {key: value for key, value in fields.items() if value and _is_telling(key, value) and value not in text}
    if not text and not telling:
        telling = dict(fields)
    parts = [text, *(f"{key.rpartition('.')[2]}={value}" for key, value in sorted(telling.items()))]
    level = next((fields[key] for key in _LEVEL_KEYS if fields.get(key)), "")
    logger = next((fields[key] for key in _LOGGER_KEYS if fields.get(key)), "")
    message = " ".join(part for part in parts if part).replace("\n", " ")
    return Headed(message, logger.partition(":")[0], _level(level))


def _is_telling(key: str, value: str) -> bool:
    """The key names an outcome or a resource; or the value is a state, if only "false" of a key that is a state."""
    if value in _OWN_STREAMS:
        return False
    name = key.rpartition(".")[2]
    if name in _TELLING_KEYS or name.rpartition("_")[2] in _TELLING_KEYS:
        return True
    axis, _ = POLES.get(value.lower(), ("", ""))
    return bool(axis) and (axis != "truth" or name in STATE_WORDS)


def _level(word: str) -> str:
    return LEVELS.get(word.lower()) or LETTERS.get(word, "")
