"""Lines of `Name: value` or `name = value`: how monitors' mails and HTML tables read once their markup is gone."""

import re
from collections.abc import Sequence
from dataclasses import replace

from tools.text.reading.alerts import alert_of
from tools.text.reading.decoration import is_all_clear
from tools.text.reading.leaves import Leaf, Leaves, leaf
from tools.text.reading.parts import Part, Role
from tools.text.reading.roles import field_of, squeezed

# Of a line without the blanks at its end.
_PAIR = re.compile(r"\s*(?:[-*•]\s*)?(?P<name>[A-Za-z][\w ./-]{0,40}?)\s*(?::|=)\s+(?P<value>\S.{0,1000})$")
_TOLD = (
    "summary",
    "description",
    "message",
    "problem",
    "problemname",
    "info",
    "additionalinfo",
    "output",
    "details",
    "reason",
)
# `OK -> CRIT`, `WARN → OK`: what it was, then what it is.
_CHANGE = re.compile(r"[A-Za-z]{2,20} (?:->|→|=>) (?P<now>[A-Za-z]{2,20})")
# So many of the pairs must have names that say something, or it is prose with colons in it.
_LEAST = 2
# One is enough where so few lines are nothing but pairs, and one of them tells the trouble.
_BRIEF = 4


def read_table(lines: Sequence[str]) -> list[Part]:
    """One part for each alert in the table; none for prose."""
    rows = [(line, _PAIR.match(line.rstrip())) for line in lines[:200]]
    named = [found for _, found in rows if found]
    known = [found for found in named if field_of(found["name"], "").role is not Role.CONTEXT]
    brief = len(named) == len(rows) <= _BRIEF and any(squeezed(found["name"]) in _TOLD for found in named)
    if len(known) < _LEAST - brief or (len(known) == _LEAST and 2 * len(named) < len(rows)):
        return []
    groups: list[list[Leaf]] = [[]]
    prose: list[str] = []
    for line, found in rows:
        if found is None:
            prose.append(line.strip())
            continue
        row = leaf(found["name"].strip(), ("labels",), found["value"])
        changed = _CHANGE.fullmatch(row.value)
        if changed:
            row = leaf("state", ("labels",), changed["now"])
        if row.key in ("alertname", "host") and any(each.key == row.key for each in groups[-1]):
            groups.append([])
        groups[-1].append(row)
    over = is_all_clear(lines[0].strip())
    parts = [alert_of(Leaves(group), prose if place == 0 else ()) for place, group in enumerate(groups)]
    return [replace(part, recovered=part.recovered or over) for part in parts]
