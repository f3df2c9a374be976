"""Whether a notification still lasts or is over, by its own field or prefix, never by its prose."""

from tools.text.reading.leaves import Leaves
from tools.text.reading.roles import squeezed
from tools.text.words.fields import named

_KEYS = frozenset(named("conditions"))
_OVER = frozenset(named("over"))
_LASTS = frozenset(named("lasts"))
_BEFORE = ("old", "prev", "last")


def condition_of(own: Leaves) -> str:
    """Return "over" or "lasts" ("" for neither) by a notification's own fields; the outermost one counts."""
    if _KEYS.isdisjoint(own.outermost) and _KEYS.isdisjoint(own.objects):
        return ""
    stated = [(each.above[-1] if each.key == "value" and each.above else each.key, each) for each in own.all]
    for name, each in sorted((pair for pair in stated if pair[0] in _KEYS), key=lambda pair: len(pair[1].above)):
        told = _told(name, squeezed(each.value.rpartition(".")[2])) if not name.startswith(_BEFORE) else None
        if told is not None:
            return told
    return ""


def _told(name: str, value: str) -> str | None:
    """The condition that one field states; None if it states none."""
    if name == "eventvalue":  # Zabbix: 1 lasts, 0 is over
        return "over" if value == "0" else "lasts"
    if name == "state" and value == "completed":  # an alert's; the `status` of a job tells no recovery
        return "over"
    if value in _OVER or value.startswith(("resolved", "recovered", "cleared")):
        return "" if name == "type" or (name == "action" and value == "up") else "over"
    return "lasts" if value in _LASTS or value.startswith("active") else None
