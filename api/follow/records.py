"""Groups the lines of a log into records: a line with the lines of its stack trace."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tools.inbound.lines import belongs

MOST_BYTES = 60_000
"""A report's text has at most 64 KiB; what a longer record contains beyond this is left out."""

MOST_LINES = 1_000
"""A record ends after this many lines, whatever follows."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its end, and its position in bytes."""

    start: int
    end: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class Record:
    """The text of one report. It depends only on the bytes between `start` and `end`."""

    start: int
    end: int
    text: str

    def fits(self, wanted: re.Pattern[str] | None) -> bool:
        """True if `wanted` finds something in it, or is None."""
        return wanted is None or wanted.search(self.text) is not None


class Grouping:
    """Collects lines until one begins another record."""

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._texts: list[str] = []

    def take(self, lines: Iterable[Line]) -> Iterator[Record]:
        """Yield the records that these lines complete."""
        for line in lines:
            said = readable(line.raw)
            if not said.strip():
                continue
            if self._lines and (len(self._lines) >= MOST_LINES or not belongs(self._texts, said)):
                yield from self.end()
            self._lines.append(line)
            self._texts.append(said)

    def end(self) -> Iterator[Record]:
        """Yield the record that is held, if any, because nothing more comes, or not soon."""
        if self._lines:
            raw = b"\n".join(line.raw for line in self._lines)
            yield Record(self._lines[0].start, self._lines[-1].end, text_of(raw))
            self._lines, self._texts = [], []


def readable(raw: bytes) -> str:
    """Decode as UTF-8. Other bytes become replacement characters, so that no line is lost because of one."""
    return raw.rstrip(b"\r").decode("utf-8", "replace")


def text_of(raw: bytes) -> str:
    """Return a record's text: without empty lines, and no longer than a report may be."""
    said = [line for line in map(readable, raw.split(b"\n")) if line.strip()]
    return "\n".join(said).encode()[:MOST_BYTES].decode("utf-8", "ignore")


def lines_in(raw: bytes, start: int) -> tuple[list[Line], int]:
    """Return the complete lines among bytes that begin at `start`, and how many bytes they take."""
    found, at = [], 0
    while (end := raw.find(b"\n", at)) >= 0:
        found.append(Line(start + at, start + end + 1, raw[at:end]))
        at = end + 1
    return found, at
