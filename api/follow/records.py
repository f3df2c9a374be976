"""Groups the lines of a log into records: a line with the lines of its stack trace."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tools.inbound.lines import belongs

MOST_BYTES = 60_000
"""A report's text has at most 64 KiB; what a longer record says after this is left out."""

MOST_LINES = 1_000
"""A record ends here, whatever follows."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its end, and where it stands in bytes."""

    start: int
    end: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class Record:
    """What becomes one report. `text` follows from the bytes between `start` and `end` alone."""

    start: int
    end: int
    text: str

    def fits(self, wanted: re.Pattern[str] | None) -> bool:
        """Whether any line of it matches."""
        return wanted is None or wanted.search(self.text) is not None


class Grouping:
    """Collects lines until the next one begins another record."""

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._texts: list[str] = []

    @property
    def is_open(self) -> bool:
        """A record is held that may go on."""
        return bool(self._lines)

    def take(self, lines: Iterable[Line]) -> Iterator[Record]:
        """The records that the lines end."""
        for line in lines:
            said = readable(line.raw)
            if not said.strip():
                continue
            if self._lines and (len(self._lines) >= MOST_LINES or not belongs(self._texts, said)):
                yield from self.end()
            self._lines.append(line)
            self._texts.append(said)

    def end(self) -> Iterator[Record]:
        """The record that is held, if there is one: nothing more comes, or not soon."""
        if self._lines:
            raw = b"\n".join(line.raw for line in self._lines)
            yield Record(self._lines[0].start, self._lines[-1].end, text_of(raw))
            self._lines, self._texts = [], []


def readable(raw: bytes) -> str:
    """As UTF-8; other bytes become marks, so that no line is lost for one."""
    return raw.rstrip(b"\r").decode("utf-8", "replace")


def text_of(raw: bytes) -> str:
    """A record's text from its bytes: no empty lines, and no more than a report takes."""
    said = [line for line in map(readable, raw.split(b"\n")) if line.strip()]
    return "\n".join(said).encode()[:MOST_BYTES].decode("utf-8", "ignore")


def lines_in(raw: bytes, start: int) -> tuple[list[Line], int]:
    """The whole lines of bytes that stand at `start`, and how many bytes they take."""
    found, at = [], 0
    while (end := raw.find(b"\n", at)) >= 0:
        found.append(Line(start + at, start + end + 1, raw[at:end]))
        at = end + 1
    return found, at
