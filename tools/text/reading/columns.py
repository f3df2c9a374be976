"""A header of columns in no known format: ids, hosts and names before an epoch time."""

from tools import deferred_re as re
from tools.text.words.lexicon import FUNCTION_WORDS

# `77120 unit-04 press.valve 1767348120 `: seconds, milliseconds or a fraction since 1970.
# The digit comes before the preceding blank, because a pattern that begins with a letter is found faster.
_EPOCH = re.compile(r"1(?<=\s1)\d{9}(?:\d{3}|\.\d{1,9})?(?=\s)")
# What only columns contain: a digit, a dotted name, one capital letter.
_COLUMN = re.compile(r"\S*\d\S*|[a-z]+(?:[._-][a-z]+)+|[A-Z]")
_PLAIN = re.compile(r"[\w.:/#-]{1,60}")
# A header has few columns and begins the line.
_MOST = 6
_REACH = 120


def after_columns(line: str, start: int) -> int:
    """Where the message after such a header begins; 0 if there is no header, for example because the line is prose."""
    found = _EPOCH.search(line, start, start + _REACH)
    if found is None:
        return 0
    columns = line[start : found.start()].split()
    if not columns or len(columns) > _MOST or not any(map(_COLUMN.fullmatch, columns)):
        return 0
    plain = all(_PLAIN.fullmatch(column) and column.lower() not in FUNCTION_WORDS for column in columns)
    return found.end() if plain else 0
