"""Reads an object of unknown schema: flat values, labels, state, level and details."""

import re
from collections.abc import Iterator, Mapping

from tools.inbound.fields import Fields, scalar
from tools.inbound.generic_names import ALERT_LEVELS, DETAILS, LEVEL_NAMES, STATES
from tools.inbound.labels import label_map, pair_map, tag_map
from tools.inbound.words import State, state_of
from tools.nouns.severity import LEVELS

_TRACES = ("stack", "trace", "excinfo")
# Where the alert itself stands in an envelope.
_WRAPPERS = (
    "alert", "event", "incident", "data", "payload", "issue", "problem", "jsonPayload", "error", "exception",
    "inputs", "labels",
)  # fmt: skip
_ERRORS = ("error", "exception", "err")
# Inside any other object these keys describe that object: the name of a host is not the name of the alert.
_OWN_NAMES = frozenset(("name", "id", "type", "title", "version", "status", "state", "value", "url", "hostname"))
# Graylog's events count upwards.
_GRAYLOG = {"1": "low", "2": "medium", "3": "high", "4": "critical"}
_LABELLED = ("alert", "event", "incident", "data", "payload", "issue", "data/issue", "data/alert", "data/incident")
_LABEL_MAPS = ("labels", "tags", "dimensions", "metadata", "attributes", "annotations")
# What a template writes where it knows no value.
_UNSET = re.compile(
    r"\$\{?[A-Z][A-Z0-9_.]{1,60}\}?|\{\{[^}]{0,100}\}\}|\{[A-Z][A-Z0-9_.]{1,60}\}"
    r"|\*insert [^*]{1,60}\*|<[a-z ]{1,40}>|null|None|undefined"
)
_SYSLOG = ("fatal", "fatal", "fatal", "error", "warning", "info", "info", "debug")
_PINO = ((60, "fatal"), (50, "error"), (40, "warning"), (30, "info"), (0, "debug"))
_MOST_FIELDS, _DEPTH = 200, 3


def flattened(body: Fields) -> dict[str, object]:
    """Flat values under their last name in small letters and digits, outer ones first, unset ones left out."""
    found: dict[str, object] = {}
    for name, value in _walk(body, 0):
        key = "".join(filter(str.isalnum, name.lower()))
        if key and len(found) < _MOST_FIELDS and not _UNSET.fullmatch(scalar(value)):
            found.setdefault(key, value)
    return found


def _walk(fields: Fields, depth: int) -> Iterator[tuple[str, object]]:
    inner: list[tuple[str, object]] = []
    for name, value in list(fields.raw.items())[:_MOST_FIELDS]:
        if isinstance(value, dict):
            inner.append((name, value))
        elif isinstance(value, list):
            yield from _pairs(value)
            if value and isinstance(value[0], dict) and not _is_pair(value[0]):
                inner.append((name, value[0]))
        elif scalar(value):
            yield name, value
    inner.sort(key=lambda item: item[0] not in _WRAPPERS)
    for name, value in inner if depth < _DEPTH else ():
        is_wrapper = name in _WRAPPERS
        for key, item in _walk(Fields(value), depth + 1):
            if not is_wrapper or name in _ERRORS:
                yield f"{name}{key}", item
            if is_wrapper or key not in _OWN_NAMES:
                yield key, item


def _is_pair(value: object) -> bool:
    return isinstance(value, dict) and "value" in value and ("key" in value or "name" in value)


def _pairs(items: list[object]) -> Iterator[tuple[str, object]]:
    for item in items[:100]:
        if _is_pair(item):
            pair = Fields(item)
            yield pair.text("key", "name"), pair.at("value")


def labels_in(body: Fields, known: Fields) -> dict[str, str]:
    """Labels, tags and dimensions in any of the usual forms, and the pod that a log shipper names."""
    found: dict[str, str] = {}
    for around in (body, *map(body.map, _LABELLED)):
        for name in _LABEL_MAPS:
            if name in around:
                found = label_map(found, _label_source(around, name))
    pod = body.map("kubernetes")
    found = label_map(
        found,
        pod.map("labels"),
        {
            "pod": pod.text("pod_name", "pod/name"),
            "namespace": pod.text("namespace_name", "namespace"),
            "container": pod.text("container_name", "container/name"),
            "node": pod.text("host", "node/name"),
        },
    )
    return {name: value for name, value in found.items() if not _UNSET.fullmatch(value)} | _service_field(known)


def _label_source(around: Fields, name: str) -> Mapping[str, str] | Fields:
    value = around.at(name)
    if isinstance(value, dict):
        return Fields(value)
    if isinstance(value, str):
        return tag_map(value.split(",")) if ":" in value else {}
    pairs = around.maps(name)
    key = "key" if pairs and "key" in pairs[0] else "name"
    if pairs:
        return pair_map(
            [
                Fields({"name": pair.text(key), "value": pair.at("value/stringValue") or pair.at("value")})
                for pair in pairs
            ],
            "name",
            "value",
        )
    return tag_map(tag for tag in around.texts(name) if ":" in tag)


def _service_field(known: Fields) -> dict[str, str]:
    service = known.text("servicename", "service")
    return {"service": service} if service else {}


def priority_of(known: Fields) -> str:
    """The word for the severity that the sender's own number means."""
    word = known.text("severity", "priority")
    return _GRAYLOG.get(word, word) if "eventdefinitionid" in known else word


def state_in(known: Fields, mapped: str) -> State | None:
    """The first field that holds a word for a state. Of the severities only OK tells a state."""
    if mapped:
        return state_of(mapped)
    for name in STATES:
        word = known.text(name)
        state = state_of(word) or state_of(word.partition(" ")[0]) if word else None
        if state is not None and (name != "severity" or state is State.RESOLVED):
            return state
    return None


def level_of(known: Fields, *, is_shipped: bool) -> str:
    """The level in words; numbers are syslog's below 8 and pino's from 10 on."""
    for name in LEVEL_NAMES + ALERT_LEVELS if is_shipped else LEVEL_NAMES:
        word = known.text(name)
        if word.isdigit():
            number = int(word[:4])
            if number < len(_SYSLOG):
                return _SYSLOG[number]
            return next(level for floor, level in _PINO if number >= floor)
        if word.lower() in LEVELS:
            return LEVELS[word.lower()]
    return ""


def details_of(known: Fields, message: str) -> list[str]:
    """Errors, codes and stack traces that are not part of the message."""
    found: list[str] = []
    for name in DETAILS:
        if name not in known.raw:
            continue
        text = known.text(name)
        if text and text not in message and text not in found:
            found.append(text if any(part in name for part in _TRACES) or " " in text else f"{name}={text}")
    return found
