"""Reads as much as possible of a JSON document that is truncated or malformed."""

import json
from dataclasses import dataclass

from tools import deferred_re as re

_WORK_CHARS = 2_000_000
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?P<closed>"?)|[{}\[\],]', re.DOTALL)


# `"name": "text"` or `"name": 12.5`, anywhere.
_PAIR = re.compile(
    r'"(?P<name>[^"\\\n]{1,100})"\s{0,10}:\s{0,10}'
    r'(?:"(?P<text>[^"\\]*(?:\\.[^"\\]*)*)"|(?P<bare>-?\d[\d.eE+-]{0,30}|true|false))',
    re.DOTALL,
)
_MOST_PAIRS = 500
# A text in quotes, or a name without them before its colon, as JavaScript allows.
_BARE_NAME = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|(?P<name>(?<![\w$.])[A-Za-z_$][\w$]{0,80})(?=\s{0,10}:)', re.DOTALL)


@dataclass(slots=True)
class _Open:
    """An unclosed bracket: where its last complete member ended, and how many complete members it has."""

    closer: str
    end: int
    members: int = 0


def completed(text: str) -> object | None:
    """The document up to the cut; None if nothing is left. Linear in the text, of which 2 MB are read.

    An incomplete member of a list is left out if complete ones precede it; otherwise its readable part stays.
    """
    stack = _open_brackets(text[:_WORK_CHARS])
    if not stack:
        return None
    keep = len(stack)
    for depth in range(len(stack) - 1, 0, -1):
        if stack[depth - 1].closer == "]" and stack[depth - 1].members and stack[depth].closer == "}":
            keep = depth
            break
    # The innermost bracket with any content; empty open brackets inside it are left out.
    while keep > 1 and not stack[keep - 1].members:
        keep -= 1
    end = stack[keep - 1].end
    closers = "".join(bracket.closer for bracket in reversed(stack[:keep]))
    try:
        found: object = json.loads(text[:end] + closers, strict=False)
    except (ValueError, RecursionError):
        return None
    return found or None


def without_trailing_commas(text: str) -> str:
    """The text without commas before a closing bracket, which templates leave behind; strings are unchanged."""
    kept: list[str] = []
    position, comma = 0, -1
    for token in _TOKEN.finditer(text[:_WORK_CHARS]):
        char = token[0][0]
        if char in "}]" and comma >= 0 and not text[comma + 1 : token.start()].strip():
            kept.append(text[position:comma])
            position = comma + 1
        comma = token.start() if char == "," else -1
    return "".join((*kept, text[position:]))


def _open_brackets(text: str) -> list[_Open]:
    stack: list[_Open] = []
    for token in _TOKEN.finditer(text):
        char = token[0][0]
        if char == '"':
            if not token["closed"]:
                break
        elif char in "{[":
            stack.append(_Open("}" if char == "{" else "]", token.end()))
        elif char == ",":
            _member(stack, token.start())
        elif not stack or stack[-1].closer != char:
            break
        else:
            stack.pop()
            _member(stack, token.end())
    return stack


def _member(stack: list[_Open], end: int) -> None:
    if stack:
        stack[-1].end, stack[-1].members = end, stack[-1].members + 1


def loose_pairs(text: str) -> dict[str, object] | None:
    """The names and texts in a document that cannot be parsed; the first value of each name counts."""
    found: dict[str, object] = {}
    for pair in _PAIR.finditer(text[:_WORK_CHARS]):
        if len(found) >= _MOST_PAIRS:
            break
        value = pair["text"] if pair["text"] is not None else pair["bare"]
        found.setdefault(pair["name"], value.replace("\\n", "\n").replace('\\"', '"'))
    return found or None


def with_quoted_names(text: str) -> str:
    """The text with every bare name in quotes: `{name:"a"}`; strings are unchanged."""
    return _BARE_NAME.sub(lambda found: f'"{found["name"]}"' if found["name"] else found[0], text[:_WORK_CHARS])
