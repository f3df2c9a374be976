"""Converts values of the file to their types. Each function raises ValueError, which says what is needed."""

import re
from collections.abc import Collection
from datetime import date, datetime, time
from typing import TypeAlias

from tools.nouns.notices import NoticeKind
from tools.nouns.severity import Severity
from tools.routing.faults import nearest

TomlValue: TypeAlias = "str | int | float | bool | datetime | date | time | list[TomlValue] | dict[str, TomlValue]"
"""The values that `tomllib` returns."""

LONGEST_SECONDS = 30 * 86_400
_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_PART = re.compile(r"(\d{1,9})\s*([smhd])\s*")
_COMPARED = re.compile(r"(>=|<=|>|<|=)?\s*([A-Za-z0-9]+)")
_UNROUTED = {
    NoticeKind.UNACKNOWLEDGED: "it goes to `escalate_to`",
    NoticeKind.DIGEST: "it goes where the messages in it would have gone",
}


def text(value: TomlValue) -> str:
    """A non-empty text."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("a text in quotes is needed")
    return value


def texts(value: TomlValue) -> tuple[str, ...]:
    """A text or a list of texts."""
    if isinstance(value, str):
        return (text(value),)
    if not isinstance(value, list):
        raise ValueError('a text or a list of texts is needed, such as ["a", "b"]')
    return tuple(map(text, value))


def truth(value: TomlValue) -> bool:
    """`true` or `false`."""
    if not isinstance(value, bool):
        raise ValueError("true or false is needed, without quotes")
    return value


def number(value: TomlValue) -> int:
    """A whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("a whole number is needed")
    return value


def table(value: TomlValue) -> dict[str, TomlValue]:
    """A table."""
    if not isinstance(value, dict):
        raise ValueError("a table is needed, such as { name = … }")
    return value


def seconds(value: TomlValue) -> float:
    """A duration such as `90s`, `10m`, `1h30m` or `2d`, in seconds."""
    said = text(value).strip()
    if not re.fullmatch(rf"(?:{_PART.pattern})+", said):
        raise ValueError('a duration is needed, such as "90s", "10m", "1h30m" or "2d"')
    found = float(sum(int(count) * _UNITS[unit] for count, unit in _PART.findall(said)))
    if not 0 < found <= LONGEST_SECONDS:
        raise ValueError("a duration of more than 0 seconds and at most 30 days is needed")
    return found


def severities(value: TomlValue) -> frozenset[Severity]:
    """One severity, several, or a range: `HIGH`, `["HIGH", "CRITICAL"]`, `>=HIGH`."""
    return frozenset(each for said in texts(value) for each in _compared(said))


def kinds(value: TomlValue) -> frozenset[NoticeKind]:
    """One or several kinds of notice."""
    found = [NoticeKind(known(said, [each.value for each in NoticeKind])) for said in texts(value)]
    for each in found:
        if each in _UNROUTED:
            raise ValueError(f"{each.value} is not routed: {_UNROUTED[each]}")
    return frozenset(found)


def known(word: str, words: Collection[str]) -> str:
    """The word, if it is one of `words`."""
    if word not in words:
        raise ValueError(f"there is no {word[:60]!r}{nearest(word, words)}")
    return word


def _compared(said: str) -> list[Severity]:
    found = _COMPARED.fullmatch(said.strip())
    if found is None or found[2].upper() not in Severity.__members__:
        raise ValueError(f"{said[:40]!r} is not a severity: use LOW, MEDIUM, HIGH, CRITICAL, or >=, <=, >, < and one")
    sign, limit = found[1] or "=", Severity[found[2].upper()]
    holds = {
        ">=": limit.__le__, "<=": limit.__ge__, ">": limit.__lt__, "<": limit.__gt__, "=": limit.__eq__,
    }[sign]  # fmt: skip
    matching = [each for each in Severity if holds(each)]
    if not matching:
        raise ValueError(f"no severity is {sign}{limit.name}")
    return matching
