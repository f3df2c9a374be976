"""What both ticket stores need stands once, in the rules or in `shared`: they have no six equal lines.

Lines are compared by their shape: names, strings and numbers are all alike. Imports, docstrings, comments, lines of
punctuation alone and lines that only declare a field or a parameter do nothing and are passed over.
"""

import ast
import io
import keyword
import re
import tokenize
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

TICKETS = Path(__file__).parents[4] / "tools" / "tickets"
LINES = 6
DECLARATION = re.compile(r" name :( (name|None|[][|,.]))+")
Line = tuple[int, str]
SKIPPED = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER,
    tokenize.ENCODING,
}  # fmt: skip


def shapes(source: str) -> list[Line]:
    """(number, shape) of every line that says something."""
    silent = set(_silent(ast.parse(source)))
    shaped: dict[int, str] = defaultdict(str)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in SKIPPED and token.start[0] not in silent:
            shaped[token.start[0]] += f" {_folded(token)}"
    return [(number, shape) for number, shape in sorted(shaped.items()) if _does_something(shape)]


def _does_something(shape: str) -> bool:
    return any(map(str.isalnum, shape)) and not DECLARATION.fullmatch(shape)


def _folded(token: tokenize.TokenInfo) -> str:
    if token.type == tokenize.NAME:
        return token.string if keyword.iskeyword(token.string) else "name"
    return {tokenize.STRING: "string", tokenize.NUMBER: "number"}.get(token.type, token.string)


def _silent(tree: ast.AST) -> Iterator[int]:
    """The lines of imports and docstrings, the ones under fields among them."""
    for node in ast.walk(tree):
        said = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        if said or isinstance(node, ast.Import | ast.ImportFrom):
            yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)


def windows(room: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """(six shapes in a row, where they stand)."""
    for path in sorted((TICKETS / room).rglob("*.py")):
        lines = shapes(path.read_text(encoding="utf-8"))
        for start in range(len(lines) - LINES + 1):
            part = lines[start : start + LINES]
            where = f"{path.relative_to(TICKETS)}:{part[0][0]}-{part[-1][0]}"
            yield tuple(shape for _, shape in part), where


def test_no_six_lines_of_one_store_have_their_like_in_the_other() -> None:
    sql = {**dict(windows("sql")), **dict(windows("embedded"))}
    assert len(sql) > 1_000
    both = [f"{sql[shape]} ~ {where}" for shape, where in windows("s3") if shape in sql]
    assert both == [], "say it once, in tools/rules or tools/tickets/shared:\n" + "\n".join(both)


def test_names_strings_and_numbers_do_not_tell_lines_apart() -> None:
    one = 'import a\n\n\ndef f(x):\n    """Doc."""\n    return g(x["a"], 1)\n'
    other = "def longer(y):\n    # why\n    return h(\n        y['b'],\n        22,\n    )\n"
    assert [shape for _, shape in shapes(one)] == [" def name ( name ) :", " return name ( name [ string ] , number )"]
    assert [number for number, _ in shapes(other)] == [1, 3, 4, 5]
