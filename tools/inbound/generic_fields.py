"""Reads an object of unknown schema: flat values, labels, state, level and details."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from tools import deferred_re as re
from tools.inbound.fields import Fields, scalar
from tools.inbound.generic_names import (
    ALERT_LEVELS,
    LEVEL_LIKE,
    LEVEL_NAMES,
    SEVERITY_LIKE,
    STATE_LIKE,
    STATES,
)
from tools.inbound.labels import label_map, pair_map, tag_map
from tools.inbound.words import State, severity_of, state_in_name, state_of
from tools.nouns.severity import LEVELS, Severity

# Where the alert is in an envelope.
_WRAPPERS = (
    "alert", "event", "incident", "data", "payload", "issue", "problem", "jsonPayload", "error", "exception",
    "inputs", "labels", "attributes", "item", "fault", "outage", "check", "monitor", "attachments",
    "alert_group",
)  # fmt: skip
# For these, the full name is kept too: an error's type, a monitor's id and name.
_NAMED_WRAPPERS = (
    "error", "exception", "err", "alert", "incident", "issue", "problem", "item", "fault", "check", "monitor",
)  # fmt: skip
# Objects beside the event: what a commit or a person says about itself is not what the alert says.
_BYSTANDERS = frozenset((
    "commit", "head_commit", "headCommit", "last_commit", "author", "committer", "user", "sender", "actor", "owner",
    "assignee", "creator", "createdBy", "created_by", "triggered_by", "triggeredBy", "organization", "organisation",
    "repository", "repo", "project", "merge_request", "pull_request", "pullRequest",
))  # fmt: skip
_WORDS_OF = frozenset(
    ("message", "description", "title", "summary", "text", "body", "subject", "content", "info", "status")
)
# Inside any other object these keys describe that object: the name of a host is not the name of the alert.
_OWN_NAMES = frozenset(
    ("name", "id", "type", "title", "version", "status", "state", "value", "url", "hostname", "level")
)
# Graylog's events count upwards.
_GRAYLOG = {"1": "low", "2": "medium", "3": "high", "4": "critical"}
_LABELLED = ("alert", "event", "incident", "data", "payload", "issue", "data/issue", "data/alert", "data/incident")
_LABEL_MAPS = ("labels", "tags", "dimensions", "metadata", "attributes", "annotations")
# What a template writes if it has no value.
_UNSET = re.compile(
    r"\$\{?[A-Z][A-Z0-9_.]{1,60}\}?|\{\{[^}]{0,100}\}\}|\{[A-Z][A-Z0-9_.]{1,60}\}"
    r"|\*insert [^*]{1,60}\*|<[a-z ]{1,40}>|null|None|undefined"
)
_SYSLOG = ("fatal", "fatal", "fatal", "error", "warning", "info", "info", "debug")
# Wazuh's rules use levels from 0 to 15.
_RULE_LEVELS = ((15, Severity.CRITICAL), (12, Severity.HIGH), (7, Severity.MEDIUM), (0, Severity.LOW))
# As states, these words say that something is wrong, but not how severe it is.
_MERE_STATES = ("alarm", "alert")
# A type of notifications (`"type": "info"`): no state, but a severity.
_NO_TROUBLE = ("info", "information", "informational")
_PINO = ((60, "fatal"), (50, "error"), (40, "warning"), (30, "info"), (0, "debug"))
_SEVERITIES, _EVENTS = ("severity", "level"), ("event", "eventname")
_MOST_FIELDS, _DEPTH, _NAME_CHARS = 200, 3, 120


def flattened(body: Fields) -> dict[str, object]:
    """Flat values by their last name, in lower-case letters and digits; outer ones first, empty ones left out."""
    found: dict[str, object] = {}
    for name, value in _walk(body, 0):
        key = "".join(filter(str.isalnum, name[:_NAME_CHARS].lower()))
        if key and len(found) < _MOST_FIELDS and not _UNSET.fullmatch(scalar(value)):
            found.setdefault(key, value)
            if "metadata" in key and not key.startswith("metadata"):  # an entity's name, wherever it is stored
                found.setdefault(key.replace("metadata", "", 1), value)
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
        for key, item in _inside(name, Fields(value), depth + 1):
            if not is_wrapper or name in _NAMED_WRAPPERS:
                yield f"{name}{key}", item
            if is_wrapper or key not in _OWN_NAMES:
                yield key, item


def _inside(name: str, fields: Fields, depth: int) -> Iterator[tuple[str, object]]:
    """The values in an object, without what an object beside the event says about itself."""
    for key, item in _walk(fields, depth):
        if name not in _BYSTANDERS or key not in _WORDS_OF:
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


def text_like(known: Fields, names: tuple[str, ...], like: re.Pattern[str]) -> str:
    """The value under the first of the names, else under the first name of that form."""
    return known.text(*names) or known.text(*names_like(known, like))


def names_like(known: Fields, like: re.Pattern[str]) -> tuple[str, ...]:
    """The names of that form, in body order."""
    return of_form(tuple(known.raw), like)


@lru_cache(maxsize=256)
def of_form(names: tuple[str, ...], like: re.Pattern[str]) -> tuple[str, ...]:
    """The names of that form; cached, because senders repeat their names in every body."""
    return tuple(name for name in names if like.fullmatch(name))


def severities_of(known: Fields) -> tuple[str, ...]:
    """The sender's words for the severity, best evidence first; its own numbers as words."""
    word = known.text("severity", "priority")
    if "eventdefinitionid" in known:
        word = _GRAYLOG.get(word, word)
    others = [known.text(name) for name in names_like(known, SEVERITY_LIKE)]
    return (word, *(other.rpartition("_")[2] for other in others))


def severity_by_state(known: Fields) -> Severity | None:
    """The severity that follows from a state if nothing else says it: down, critical, degraded."""
    if "rulelevel" in known:
        level = known.number("rulelevel")
        return next((found for floor, found in _RULE_LEVELS if level is not None and level >= floor), None)
    words = (known.text(name).partition(" ")[0].lower() for name in STATES if name in known.raw)
    telling = (word for word in words if word in _NO_TROUBLE or state_of(word) is State.FIRING)
    return severity_of(*(word for word in telling if word not in _MERE_STATES))


def state_in(known: Fields, mapped: str) -> State | None:
    """The first field with a word for a state. Among severities, only OK implies a state."""
    if mapped:
        return state_of(mapped)
    is_log = known.text(*LEVEL_NAMES).lower() in LEVELS
    for name in (*filter(known.raw.__contains__, STATES), *names_like(known, STATE_LIKE)):
        word = known.text(name)
        if not word or (is_log and name in _EVENTS):  # in log records, this is the action
            continue
        # An event is often a sentence, or "UP -> DOWN".
        first = word if name == "event" else word.partition(" ")[0]
        state = state_of(word) or state_of(first) or (None if is_log else state_in_name(word))
        if state is not None and (name not in _SEVERITIES or state is State.RESOLVED):
            return state
    return None


def level_of(known: Fields, *, is_shipped: bool) -> str:
    """The level in words. Numbers below 8 are syslog's, tens are pino's."""
    for name in LEVEL_NAMES + ALERT_LEVELS if is_shipped else LEVEL_NAMES:
        word = known.text(name)
        if word.isdigit():
            if said := next((LEVELS[each] for each in _level_words(known)), ""):
                return said
            number = int(word[:4])
            if number < len(_SYSLOG):
                return _SYSLOG[number]
            return "" if number % 10 else next(level for floor, level in _PINO if number >= floor)
        if word.lower() in LEVELS:
            return LEVELS[word.lower()]
    return ""


def _level_words(known: Fields) -> Iterator[str]:
    """Levels in words under any name; the meaning of a number differs from logger to logger."""
    words = (known.text(name).lower() for name in names_like(known, LEVEL_LIKE))
    return (word for word in words if word in LEVELS)
