"""The alerts of a body of unknown schema that lists several: each of them is read for itself."""

from tools import deferred_re as re
from tools.inbound.fields import Fields, scalar
from tools.inbound.generic_fields import flattened, state_in
from tools.inbound.generic_names import HAPPENED, HEADLINE_LIKE, HEADLINES, MESSAGE_LIKE, MESSAGES

# Lists that hold alerts, whatever else the body says of them: `firing_alerts`, `problems`.
_ALERTS = re.compile(r"(?i).*(?:alerts|alarms|incidents|problems|outages|violations|anomalies|notifications)")
# Lists that hold them if the body says nothing by itself: beside words they are evidence, as samples and hits are.
_ITEMS = frozenset(
    ("events", "items", "records", "entries", "results", "messages", "data", "value", "values", "checks", "changes")
)
# Where the list may stand one level deeper.
_AROUND = ("data", "payload", "event", "body", "result", "response")
# What the body says for each of its alerts that does not say it for itself.
_SHARED = frozenset((
    "service", "servicename", "application", "app", "environment", "env", "stage", "cluster", "clustername", "region",
    "namespace", "project", "host", "hostname", "severity", "priority", "timestamp", "time", "labels", "tags",
))  # fmt: skip
_STATES = frozenset(("status", "state"))


def alerts_in(body: Fields) -> tuple[list[Fields], int]:
    """The alerts that the body lists, with what it says for all of them, and how many items of the list are no objects.

    There are none for a body that is one alert itself.
    """
    for around in (body, *(body.map(name) for name in _AROUND)):
        own = {_squeezed(name): value for name, value in around.raw.items() if scalar(value)}
        speaks = any(name in own for name in (*HEADLINES, *MESSAGES)) or any(map(MESSAGE_LIKE.fullmatch, own))
        for name, value in around.raw.items():
            if isinstance(value, list) and (_ALERTS.fullmatch(name) or (not speaks and name.lower() in _ITEMS)):
                found = [Fields(item) for item in value if isinstance(item, dict)]
                if found and all(map(_has_words, found)):
                    return [_with_shared(each, body, around) for each in found], len(value) - len(found)
    return [], 0


def _squeezed(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))


def _has_words(alert: Fields) -> bool:
    """An item that says what happened; ids, pairs of names and values, and counts say nothing."""
    known = flattened(alert)
    if {"name", "value"} >= known.keys() or {"key", "value"} >= known.keys():
        return False
    return any(name in known for name in (*HEADLINES, *MESSAGES, *HAPPENED)) or any(
        MESSAGE_LIKE.fullmatch(name) or HEADLINE_LIKE.fullmatch(name) for name in known
    )


def _with_shared(alert: Fields, *bodies: Fields) -> Fields:
    told = {_squeezed(name) for name in alert.raw}
    tells_state = state_in(Fields(flattened(alert)), "") is not None
    shared = {
        name: value
        for body in bodies
        for name, value in body.raw.items()
        if (key := _squeezed(name)) not in told and (key in _SHARED or (key in _STATES and not tells_state))
    }
    return Fields({**shared, **alert.raw})
