"""JSON as it is pasted: whole, truncated, one object per line, deeply nested. Linear time, bounded memory."""

import json
from collections.abc import Mapping, Sequence

import orjson

from tools import deferred_re as re
from tools.text.reading.leaves import Leaf, Leaves, leaf
from tools.text.reading.roles import squeezed

JsonObject = Mapping[str, object]
"""A JSON object from elsewhere: any names, any values."""

# A machine can nest and repeat without end; what people read is near the top.
DEPTH = 12
LEAVES = 300
# The most blocks, fields and facts of a message that are read.
MEMBERS = 8
# A list with at least this many bytes is a text; of a longer one, the head is enough.
SHORTEST = 8
MESSAGE_BYTES = 4_096
_BYTE = 255
# Opening and closing marks; a backslash includes the next character.
_STRUCTURE = re.compile(r"\\.|[\"{}\[\]]|\\$", re.DOTALL)
_MOST_OPEN = 200
# A leaf made without its class's constructor takes half the time, and most of an envelope is leaves.
_new = tuple.__new__
_VALUES = frozenset({"stringvalue", "intvalue", "doublevalue", "boolvalue", "bytesvalue"})


def parsed(text: str) -> object:
    """The value of a JSON text, or of its part before the cut; None if it is not JSON."""
    try:
        return orjson.loads(text)
    except ValueError:
        pass
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    lines = text.split("\n") if text[:1] == "{" and "}\n{" in text else ()
    if lines:
        found = [value for line in lines[:LEAVES] if isinstance(value := _strict(line), dict)]
        if found:
            return found
    return _strict(_closed(text))


def _strict(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _closed(text: str) -> str:
    """A truncated text with the open string and brackets closed; "" if that gives no JSON."""
    brackets, inside, escaped = _open_at_end(text)
    if not brackets or len(brackets) > _MOST_OPEN:
        return ""
    text = text[:-1] if escaped else text
    ended = text + '"' if inside else text.rstrip()
    closing = "".join(reversed(brackets))
    for tail in ("", "null", ":null"):
        whole = (ended if tail else ended.rstrip(", ")) + tail + closing
        if isinstance(_strict(whole), dict | list):
            return whole
    last = text.rfind(",")
    return "" if last < 0 or inside else text[:last] + closing


def _open_at_end(text: str) -> tuple[list[str], bool, bool]:
    """The missing closing brackets; whether the text ends inside a string; whether it ends after a backslash there."""
    brackets: list[str] = []
    inside = escaped = False
    for found in _STRUCTURE.finditer(text):
        mark = found[0]
        if inside:
            inside = mark != '"'
        elif mark == '"':
            inside = True
        elif mark in "{[":
            brackets.append("}" if mark == "{" else "]")
        elif mark in "}]" and (not brackets or brackets.pop() != mark):
            return [], False, False
        escaped = inside and mark == "\\"
    return brackets, inside, escaped and text.endswith("\\")


def leaves(value: JsonObject) -> Leaves:
    """All texts, numbers and booleans in document order, those of an object before the nested ones."""
    found: list[Leaf] = []
    _gather(found, value, (), 0)
    return Leaves(found[:LEAVES])


def _gather(found: list[Leaf], value: JsonObject, above: tuple[str, ...], depth: int) -> None:
    """Add the leaves of an object up to LEAVES. Most values are texts, so those come first."""
    if len(found) >= LEAVES:
        return
    nested: list[tuple[str, JsonObject]] = []
    for name, item in value.items():
        if type(item) is str:
            found.append(_new(Leaf, (name, above, item, squeezed(name))))
            continue
        if isinstance(item, dict | list):
            item = _opened(name, item, nested)
        if isinstance(item, bool):
            found.append(leaf(name, above, "true" if item else "false"))
        elif isinstance(item, str | int | float):
            found.append(leaf(name, above, str(item)))
    if depth < DEPTH:
        for name, inner in nested:
            _gather(found, inner, (*above, squeezed(name)), depth + 1)


def _opened(name: str, item: object, nested: list[tuple[str, JsonObject]]) -> object:
    """The one value that an object or a list stands for, or None; the objects in it are added to `nested`."""
    item = unwrapped(item)
    if isinstance(item, list):
        nested += [(name, each) for each in item[:MEMBERS] if isinstance(each, dict)]
        item = _text(item) or ", ".join(str(each) for each in item[:3] if isinstance(each, str | int | float)) or None
    if isinstance(item, dict):
        nested.append((name, item))
        return None
    return item


def unwrapped(value: object) -> object:
    """`{"stringValue": "x"}` → "x", and a list of `{key, value}` → an object."""
    if isinstance(value, dict) and len(value) == 1:
        [(name, inner)] = value.items()
        return inner if squeezed(str(name)) in _VALUES else value
    if isinstance(value, list) and value and all(isinstance(each, dict) and _is_pair(each) for each in value[:20]):
        pairs = (({squeezed(str(name)): item for name, item in each.items()}) for each in value[:60])
        return {str(pair.get("key") or pair.get("name") or pair.get("title")): pair.get("value") for pair in pairs}
    return value


def _is_pair(value: JsonObject) -> bool:
    names = {squeezed(str(name)) for name in value}
    return "value" in names and len(names) <= 3 and bool(names & {"key", "name", "title"})


def _text(items: Sequence[object]) -> str:
    """The text of bytes that journald writes as numbers; "" for any other list."""
    codes = [each for each in items[:MESSAGE_BYTES] if isinstance(each, int) and 0 <= each <= _BYTE]
    whole = len(codes) == len(items[:MESSAGE_BYTES]) >= SHORTEST
    return bytes(codes).decode("utf-8", "replace") if whole else ""
