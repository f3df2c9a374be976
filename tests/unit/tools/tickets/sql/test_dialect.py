"""Statements use words that databases share, or those of the dialect, which mean in SQLite what they promise."""

import re
import sqlite3
from pathlib import Path

import pytest

from tools.tickets.sql import dialect
from tools.tickets.sql.dialect import (
    NUMBERS,
    TEXTS,
    contains,
    earlier,
    flag_of,
    has_field,
    later,
    number_of,
    text_of,
    unindexed,
    whole,
)

ROOM = Path(dialect.__file__).parent
OWN_WORDS = re.compile(
    r"json_(each|extract|set)\(|PRAGMA|sqlite_|INSERT OR |\bIIF\(|\bGLOB\b|CROSS JOIN|CAST\([^()]* AS INTEGER\)"
    r"|\bM(AX|IN)\([\w.]+, |ON CONFLICT DO UPDATE|IS NOT \?| LIKE \?"
)
TABLE = """CREATE TABLE t (said TEXT); INSERT INTO t VALUES ('{"kind": "new", "at": 1.5, "helpful": true}'), ('{}');"""


@pytest.mark.parametrize("path", sorted(ROOM.rglob("*.py")), ids=lambda path: str(path.relative_to(ROOM)))
def test_only_the_dialect_has_words_of_sqlite(path: Path) -> None:
    found = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if OWN_WORDS.search(line)]
    assert (found == []) is (path.name != "dialect.py"), "make the word in dialect.py, and say there what it means"


@pytest.mark.parametrize(
    ("word", "values", "found"),
    [
        (text_of("said", "kind"), (), ["new", None]),
        (number_of("said", "at"), (), [1.5, None]),
        (flag_of("said", "helpful"), (), [1, 0]),
        (has_field("said"), ("kind", "new"), [1, 0]),
        (contains("said"), (r"%NEW%",), [1, 0]),
        (contains("said"), (r"%\%%",), [0, 0]),
        (later("1", "2"), (), [2, 2]),
        (earlier("1", "2"), (), [1, 1]),
        (whole("-1.5"), (), [-1, -1]),
        (unindexed("said") + " = '{}'", (), [0, 1]),
        (f"'b' IN {TEXTS}", ('["a", "b"]',), [1, 1]),
        (f"3 IN {NUMBERS}", ("[1, 2]",), [0, 0]),
    ],
)
def test_a_word_means_what_it_promises(word: str, values: tuple[str, ...], found: list[object]) -> None:
    sql = sqlite3.connect(":memory:")
    sql.executescript(TABLE)
    assert [row[0] for row in sql.execute(f"SELECT {word} FROM t", values)] == found
    sql.close()
