"""Lines of `Name: value` or `name = value`, as in monitors' mails and in HTML tables without their markup."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from tools import deferred_re as re
from tools.text.reading.alerts import alert_of
from tools.text.reading.decoration import is_all_clear
from tools.text.reading.leaves import Leaf, Leaves, leaf
from tools.text.reading.parts import Part, Role
from tools.text.reading.roles import field_of, squeezed

# Of a line without the blanks at its end.
_PAIR = re.compile(
    r"\s*(?:[-*•]\s*)?(?P<name>[A-Za-z][\w ./-]{0,40}?)(?: \([\w/ +-]{1,30}\))?\s*(?::|=)\s+(?P<value>\S.{0,1000})$"
)
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
    "lastmessage",
)
# `DISK CRITICAL: /var 97 %` is a check's output, and no name with its value.
_CHECKED = frozenset(("OK", "WARNING", "CRITICAL", "UNKNOWN", "PENDING"))
# A name is shorter; this many words after a colon are a sentence.
_NAME_WORDS = 5
# A meaningful line has this many words; a shorter one is a banner.
_FEW_WORDS = 3
_WORD = re.compile(r"[A-Za-z]{2,}")
# `OK -> CRIT`, `WARN → OK`: the previous state, then the new one.
_CHANGE = re.compile(r"[A-Za-z]{2,20} (?:->|→|=>) (?P<now>[A-Za-z]{2,20})")
# The share of pairs that must have meaningful names; otherwise it is prose with colons.
_LEAST = 2
# One is enough if the few lines are only pairs, and one of them states the problem.
_BRIEF = 4


def _pair(line: str) -> re.Match[str] | None:
    """`Device: core-1`; but "Device: /dev/sdm [SAT], 32 unreadable sectors" is a sentence."""
    found = _PAIR.match(line)
    if found and found["name"].rpartition(" ")[2] in _CHECKED and " " in found["name"]:
        return None
    if found and field_of(found["name"], "").role is Role.BROKEN and len(_WORD.findall(found["value"])) >= _NAME_WORDS:
        return None
    return found


def _telling_first(prose: Sequence[str]) -> list[str]:
    """What a line announces with a colon, then lines of several words; banners and announcements come last."""
    told = [line for before, line in zip(("", *prose), prose, strict=False) if before[-1:] == ":" and line[-1:] != ":"]
    several = [line for line in prose if len(_WORD.findall(line)) >= _FEW_WORDS and line[-1:] != ":"]
    return list(dict.fromkeys((*told, *several, *prose)))


def read_table(lines: Sequence[str]) -> list[Part]:
    """One part for each alert in the table; none for prose."""
    rows = [(line, _pair(line.rstrip())) for line in lines[:200]]
    named = [found for _, found in rows if found]
    known = [found for found in named if field_of(found["name"], "").role is not Role.CONTEXT]
    brief = len(named) == len(rows) <= _BRIEF and any(squeezed(found["name"]) in _TOLD for found in named)
    announced = any(
        before[:1].isalpha()
        and before.rstrip()[-1:] == ":"
        and found is None
        and len(_WORD.findall(line)) >= _FEW_WORDS
        for (before, _), (line, found) in pairwise(rows)
    )
    if len(known) < _LEAST - (brief or announced) or (len(known) == _LEAST and 2 * len(named) < len(rows)):
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
    prose = _telling_first(prose)
    over = is_all_clear(lines[0].strip())
    parts = [alert_of(Leaves(group), prose if place == 0 else ()) for place, group in enumerate(groups)]
    return [replace(part, recovered=part.recovered or over) for part in parts]
