"""Finds the line of each key in a TOML text, since `tomllib` does not keep positions.

`tomllib` has parsed the text before, so it is known to be valid.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
"""The path from the top: names of keys, and indexes of tables in an array, from 0."""

_TOKEN = re.compile(
    r"""
    (?P<newline>\n) | (?P<space>[ \t\r]+) | (?P<comment>\#[^\n]*)
    | (?P<text>\"\"\"(?:\\.|[^\\])*?\"{3,5} | '''(?:.|\n)*?'{3,5} | "(?:\\.|[^"\\\n])*" | '[^'\n]*')
    | (?P<mark>[\[\]{}=,.]) | (?P<bare>[^\s\[\]{}=,.\#"']+)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    line: int


def lines_of(text: str) -> dict[Path, int]:
    """The line of every key and table, counted from 1."""
    return _Walk(list(_tokens(text))).lines()


def line_of(lines: dict[Path, int], path: Path) -> int:
    """The line of a key, or of the nearest table around it; 1 if there is none."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return 1


def _tokens(text: str) -> Iterator[_Token]:
    line = 1
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup or ""
        if kind not in ("space", "comment"):
            yield _Token(kind, found[0], line)
        line += found[0].count("\n")


@dataclass(slots=True)
class _Walk:
    tokens: list[_Token]
    at: int = 0
    found: dict[Path, int] = field(default_factory=dict)
    counts: dict[Path, int] = field(default_factory=dict)
    """How many tables each array of tables has so far."""

    def lines(self) -> dict[Path, int]:
        table: Path = ()
        while (token := self._look()) is not None:
            if token.kind == "newline":
                self.at += 1
            elif token.text == "[":
                table = self._header(token.line)
            else:
                self._pair(table)
        return self.found

    def _header(self, line: int) -> Path:
        """Read `[a.b]` or `[[a.b]]`; returns the path of the table that the next keys belong to."""
        opening = 0
        while self._text() == "[":
            opening, self.at = opening + 1, self.at + 1
        path: Path = ()
        names = self._names()
        for place, name in enumerate(names):
            path = (*path, name)
            if place < len(names) - 1 or opening == 1:
                path = (*path, self.counts[path] - 1) if path in self.counts else path
            else:
                self.counts[path] = self.counts.get(path, 0) + 1
                path = (*path, self.counts[path] - 1)
        self.at += opening
        self.found.setdefault(path, line)
        return path

    def _pair(self, table: Path) -> None:
        line = self.tokens[self.at].line
        path = (*table, *self._names())
        self.found.setdefault(path, line)
        self.at += 1  # =
        self._value(path)

    def _names(self) -> list[str]:
        """Read a dotted key."""
        names = []
        while (token := self._look()) is not None and (token.kind in ("text", "bare") or token.text == "."):
            if token.text != ".":
                names.append(token.text.strip("\"'") if token.kind == "text" else token.text)
            self.at += 1
        return names

    def _value(self, path: Path) -> None:
        opening = self._text()
        if opening == "{":
            self._items(path, "}", self._pair_of)
        elif opening == "[":
            self._items(path, "]", self._element)
        else:
            while (token := self._look()) is not None and token.kind != "newline" and token.text not in ("]", "}", ","):
                self.at += 1  # a number or a time may consist of several tokens

    def _pair_of(self, path: Path, _number: int) -> None:
        self._pair(path)

    def _element(self, path: Path, number: int) -> None:
        self.found.setdefault((*path, number), self.tokens[self.at].line)
        self._value((*path, number))

    def _items(self, path: Path, closing: str, item: Callable[[Path, int], None]) -> None:
        self.at += 1
        number = 0
        while (text := self._text()) != closing:
            if text in (",", "\n"):
                self.at += 1
            else:
                item(path, number)
                number += 1
        self.at += 1

    def _look(self) -> _Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _text(self) -> str:
        token = self._look()
        return "" if token is None else token.text
