"""Follows a file or a pipe until stopped: turns lines into records and these into reports, and keeps its place."""

import os
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from api.follow.position import Position, PositionFile
from api.follow.records import Grouping, Record, text_of
from api.follow.sending import BATCH_RECORDS, Item, Sender
from api.follow.sources import FileSource, PipeSource, after_last_line, begun_before, opened

LOOK_SECONDS = 0.25
# A stack trace is written in one go: if nothing was added for this long, it is complete.
HELD_SECONDS = 1.5


class Follower:
    """Follows one file or one pipe."""

    def __init__(
        self,
        sender: Sender,
        stop: threading.Event,
        say: Callable[[str], None],
        wanted: re.Pattern[str] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Report only records that match `wanted`."""
        self._sender = sender
        self._stop = stop
        self._say = say
        self._wanted = wanted
        self._clock = clock
        self._grouping = Grouping()
        self._held_since = 0.0

    def pipe(self, descriptor: int) -> None:
        """Follow a pipe until it is closed, or until `stop` is set."""
        source, position = PipeSource(descriptor), Position()
        while not (self._stop.is_set() or source.is_over):
            self._report_chosen(self._records(source), position, None)

    def file(self, path: Path, kept: PositionFile, *, from_start: bool) -> None:
        """Follow a file until `stop` is set.

        Without a kept position, begin at its end, or at its start if `from_start`.
        """
        existed, position = path.exists(), kept.read()
        later: list[Path] = []
        if position is None:
            self._begin(path, kept, at_end=existed and not from_start)
        elif (begun := begun_before(path, position)) is not None:
            descriptor, later = begun
            self._resend_pending(descriptor, position, kept)
            self._life(self._source(path, descriptor, position.offset, is_whole=bool(later)), position, kept)
        else:
            self._say(f"the file followed last is gone or compressed: {path} is reported from its start")
        while not self._stop.is_set():
            following = later.pop(0) if later else path
            if (found := self._awaited(following)) is not None:
                self._life(self._source(path, found, 0, is_whole=following != path), Position(), kept)

    def _begin(self, path: Path, kept: PositionFile, *, at_end: bool) -> None:
        """Follow the file for the first time."""
        if (found := self._awaited(path)) is not None:
            position = Position(offset=after_last_line(found) if at_end else 0)
            self._life(self._source(path, found, position.offset), position, kept)

    def _source(self, path: Path, descriptor: int, offset: int, *, is_whole: bool = False) -> FileSource:
        return FileSource(path, descriptor, offset, is_whole=is_whole, clock=self._clock)

    def _awaited(self, path: Path) -> int | None:
        """Wait for the file to exist; return a descriptor, or None if told to stop."""
        told = False
        while not self._stop.is_set():
            if (found := opened(path)) is not None:
                return found
            if not told:
                self._say(f"{path} does not exist: waiting for it")
            told = True
            self._stop.wait(LOOK_SECONDS)
        return None

    def _life(self, source: FileSource, position: Position, kept: PositionFile) -> None:
        """Follow one life of a file to its end: from its creation, or from when it was emptied."""

        def note(offset: int, pending: Sequence[tuple[int, int]] = ()) -> None:
            position.reached(source.descriptor, offset, pending)
            kept.write(position)

        try:
            note(position.offset)
            while not (self._stop.is_set() or source.is_over):
                self._report_chosen(self._records(source), position, note)
        finally:
            source.close()

    def _records(self, source: FileSource | PipeSource) -> list[Record]:
        """Return the records that are complete by now; wait a little if there are none."""
        lines, now = source.read(), self._clock()
        if lines:
            self._held_since = now
        records = list(self._grouping.take(lines))
        if source.is_over or (not lines and now - self._held_since >= HELD_SECONDS):
            records += self._grouping.end()
        if not lines and not source.is_over and isinstance(source, FileSource):
            self._stop.wait(LOOK_SECONDS)
        return records

    def _report_chosen(self, records: Sequence[Record], position: Position, note: "Note | None") -> None:
        """Note what is about to be sent, send it, then note that it arrived."""
        for some in _batches([record for record in records if record.fits(self._wanted)]):
            if note:
                note(position.offset, [(each.start, each.end) for each in some])
            self._sender.send([Item(position.key(each.start), each.text) for each in some])
            if note:
                note(some[-1].end)
        if records and note:
            note(records[-1].end)

    def _resend_pending(self, descriptor: int, position: Position, kept: PositionFile) -> None:
        """Send again, under the same keys, what may have arrived before the process ended."""
        if not position.pending:
            return
        records = [(start, os.pread(descriptor, end - start, start)) for start, end in position.pending]
        self._sender.send([Item(position.key(start), text_of(raw)) for start, raw in records])
        position.reached(descriptor, position.pending[-1][1])
        kept.write(position)


Note = Callable[..., None]


def _batches(records: Sequence[Record]) -> Iterator[Sequence[Record]]:
    for start in range(0, len(records), BATCH_RECORDS):
        yield records[start : start + BATCH_RECORDS]
