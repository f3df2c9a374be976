"""Secrets in columns: a header names them, and they are at the same place in the lines or tuples below.

`INSERT INTO users (name, password) VALUES ('svc', '…')`, the lines of a CSV file, the table that a database client
prints. Or the name is at the start of a line, and blanks separate it from the value.
"""

from collections.abc import Iterator
from typing import NamedTuple

from tools import deferred_re as re
from tools.text.redaction.checks import is_secret_after_name, is_secret_in_prose
from tools.text.redaction.keyed import named
from tools.text.redaction.rule import Span
from tools.text.redaction.values import is_secret

_INSERT = re.compile(r"\((?P<names>[\w\s,.\"'`\[\]]{3,2000})\)\s{0,8}(?:values?|VALUES?|Values?)\s{0,8}(?=\()")
_TUPLE = re.compile(
    r"\s{0,8},?\s{0,8}\((?P<cells>(?:'(?:[^'\\\r\n]|''|\\.){0,2000}'|\"[^\"\r\n]{0,2000}\"|[^'\"()]{1,2000}){0,64}+)\)"
)
_CELL = re.compile(r"\s*(?:'(?P<single>(?:[^'\\]|''|\\.)*)'|\"(?P<double>[^\"]*)\"|(?P<bare>[^,'\"]*))\s*(?:,|\Z)")
_LINE = re.compile(r"[^\r\n]{3,2000}")
# `API_KEY      …` alone on its line, `| db_password | … |`: a name and a value in columns without a header.
_PADDED = re.compile(
    r"(?:(?<![^\n|])|(?<=\r))[ \t]{0,40}+(?P<name>[A-Za-z][\w.-]{2,63}+)(?:[ ]{2,60}+|\t{1,8}+|[ ]{0,40}+\|[ ]{0,40}+)"
    r"(?P<value>[^\s|]{4,512}+)[ \t]{0,40}+(?=[\r\n|]|\Z)"
)
_NAME = re.compile(r"[A-Za-z_][\w.-]{0,40}")
_RULE = re.compile(r"[-+|=: ]{3,}")
_SIGNS = ("|", ",", ";", "\t")
_QUOTES = " \t\"'`"
_MOST, _LONGEST = 64, 64  # columns, characters of a name


class _Column(NamedTuple):
    place: int
    kind: str
    policy: str


def columns(text: str) -> Iterator[Span]:
    """The values in columns whose name is a secret's."""
    yield from _inserted(text)
    if "\n" in text:
        yield from _tabled(text)


def padded(text: str) -> Iterator[Span]:
    """Values that blanks or a bar separate from a secret's name at the start of their line."""
    for row in _PADDED.finditer(text):
        if is_secret_after_name(row["value"]) and (known := named(row["name"])) is not None:
            yield Span(*row.span("value"), known[0])


def _secrets_of(names: list[str]) -> list[_Column]:
    stripped = ((place, name.strip(_QUOTES + "[]")) for place, name in enumerate(names[:_MOST]))
    found = ((place, named(name)) for place, name in stripped if len(name) <= _LONGEST)
    return [_Column(place, *known) for place, known in found if known is not None]


def _inserted(text: str) -> Iterator[Span]:
    for insert in _INSERT.finditer(text):
        wanted = _secrets_of(insert["names"].split(","))
        at = insert.end()
        while wanted and (row := _TUPLE.match(text, at)):
            at = row.end()
            cells = list(_CELL.finditer(text, *row.span("cells")))
            for column in wanted:
                if column.place < len(cells):
                    cell = cells[column.place]
                    yield from _judged(text, column, *cell.span(cell.lastgroup or 0))


def _tabled(text: str) -> Iterator[Span]:
    wanted: list[_Column] = []
    sign, size = "", 0
    for line in _LINE.finditer(text):
        cells = line[0].split(sign) if wanted else []
        if wanted and len(cells) == size:
            place = line.start()
            for number, cell in enumerate(cells):
                for column in wanted:
                    if column.place == number:
                        yield from _cell(text, column, place, cell)
                place += len(cell) + 1
        elif not wanted or not _RULE.fullmatch(line[0]):
            sign, size, wanted = _header(line[0])


def _header(line: str) -> tuple[str, int, list[_Column]]:
    """The separator of a table's header, its number of cells, and the columns of secrets."""
    sign = next((sign for sign in _SIGNS if sign in line), "")
    names = line.split(sign) if sign else []
    wanted = _secrets_of(names) if 1 < len(names) <= _MOST else []
    if not wanted or not all(_NAME.fullmatch(name.strip(_QUOTES)) for name in names if name.strip()):
        return "", 0, []
    return sign, len(names), wanted


def _cell(text: str, column: _Column, place: int, cell: str) -> Iterator[Span]:
    value = cell.strip(_QUOTES)
    start = place + cell.index(value) if value else place
    yield from _judged(text, column, start, start + len(value))


def _judged(text: str, column: _Column, start: int, end: int) -> Iterator[Span]:
    value = text[start:end].rstrip()
    if is_secret_in_prose(value) and is_secret(column.policy, value, in_prose=True):
        yield Span(start, start + len(value), column.kind)
