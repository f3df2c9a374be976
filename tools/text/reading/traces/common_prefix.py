"""A stack trace each of whose lines has the same prefix, whatever program wrote the prefix."""

from collections.abc import Sequence
from os.path import commonprefix

from tools import deferred_re as re
from tools.text.reading.header import strip_header
from tools.text.reading.traces.languages import read_trace
from tools.text.reading.traces.trace import Trace

_DIGIT = re.compile(r"\d")
# A prefix ends with a mark or a blank, not in the middle of a word that all lines begin with by chance.
_END = re.compile(r".*[ \t\]|>)]")
_SHORTEST, _LONGEST = 4, 200
_FEWEST_LINES = 3
# Bounds the work, as in `read_trace`.
_MOST_LINES = 600


def under_prefix(lines: Sequence[str]) -> Trace | None:
    """The trace below a prefix that all lines share; None if they share none, or if no trace is below it.

    Digits may differ, because a time or a number is part of most prefixes. The first line may have a header in front
    of the prefix (`ERROR -- : [8f1d-22] ActiveRecord::…`), or be a sentence without it.
    """
    told = [line for line in lines[:_MOST_LINES] if line.strip()]
    if len(told) < _FEWEST_LINES:
        return None
    first = strip_header(told[0].strip()).message
    tries = ((told, 0), ([first, *told[1:]], 0), (told, 1)) if first != told[0] else ((told, 0), (told, 1))
    return next((trace for each, start in tries if (trace := _under(each[start:])) is not None), None)


def _under(lines: Sequence[str]) -> Trace | None:
    shared = commonprefix([_DIGIT.sub("0", line[:_LONGEST]) for line in lines])
    found = _END.match(shared)
    length = found.end() if found else 0
    if length < _SHORTEST or not shared[:length].strip():
        return None
    return read_trace([line[length:] for line in lines])
