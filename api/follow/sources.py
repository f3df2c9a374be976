"""Where lines come from: a file that grows, is renamed or is emptied; or a pipe."""

import os
import select
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from api.follow.position import HEAD_BYTES, Position
from api.follow.records import Line, lines_in
from tools.errors import InvalidRequest

READ_BYTES = 1 << 18
LOOKED_BACK = 1 << 16
PACKED = frozenset((".gz", ".xz", ".bz2", ".zst"))
# A writer keeps using a renamed file until told otherwise; so we leave a file only after this long without a new line.
LEFT_AFTER_SECONDS = 1.0


class Source(Protocol):
    """Yields complete lines, in order."""

    def read(self) -> list[Line]:
        """Return new lines; none if there are none now."""
        ...

    @property
    def is_over(self) -> bool:
        """True if nothing more comes from it: a file was left, or a pipe was closed."""
        ...


class FileSource:
    """One life of a file, read from `offset` on. Its writer continues at `path` once the file is left."""

    def __init__(
        self,
        path: Path,
        descriptor: int,
        offset: int,
        *,
        is_whole: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`is_whole` says that nobody writes to it any more."""
        self.descriptor = descriptor
        self._path = path
        self._is_whole = is_whole
        self._clock = clock
        self._offset = offset
        self._rest = b""
        self._head = os.pread(descriptor, min(offset, HEAD_BYTES), 0)
        self._left_at: float | None = None
        self.is_over = False

    def read(self) -> list[Line]:
        """Return new complete lines.

        A file that was emptied, or replaced by another of its name, is over after its last line.
        """
        if self._was_emptied():
            return self._ended()
        raw = os.pread(self.descriptor, READ_BYTES, self._offset + len(self._rest))
        if raw:
            self._left_at = None
            self._rest += raw
            if len(self._head) < HEAD_BYTES:
                self._head = os.pread(self.descriptor, min(self._offset + len(self._rest), HEAD_BYTES), 0)
            found, taken = lines_in(self._rest, self._offset)
            self._offset, self._rest = self._offset + taken, self._rest[taken:]
            return found
        return self._ended() if self._is_whole or self._was_left() else []

    def close(self) -> None:
        """Close the file."""
        os.close(self.descriptor)

    def _was_emptied(self) -> bool:
        if os.fstat(self.descriptor).st_size < self._offset + len(self._rest):
            return True
        return os.pread(self.descriptor, len(self._head), 0) != self._head

    def _was_left(self) -> bool:
        """True if another file has its name, and nothing was written here since that was noticed."""
        try:
            there, here = os.stat(self._path), os.fstat(self.descriptor)
        except FileNotFoundError:
            return False
        if (there.st_dev, there.st_ino) == (here.st_dev, here.st_ino):
            return False
        self._left_at = self._left_at or self._clock()
        return self._clock() - self._left_at >= LEFT_AFTER_SECONDS

    def _ended(self) -> list[Line]:
        self.is_over = True
        rest, self._rest = self._rest, b""
        return [Line(self._offset, self._offset + len(rest), rest)] if rest else []


class PipeSource:
    """Everything that is piped in, until the pipe is closed."""

    def __init__(self, descriptor: int, patience: float = 0.25) -> None:
        self._descriptor = descriptor
        self._patience = patience
        self._offset = 0
        self._rest = b""
        self.is_over = False

    def read(self) -> list[Line]:
        """Return new complete lines; when the pipe ends, also its last line."""
        if not select.select([self._descriptor], [], [], self._patience)[0]:
            return []
        raw = os.read(self._descriptor, READ_BYTES)
        self._rest += raw if raw else b"\n"
        self.is_over = not raw
        found, taken = lines_in(self._rest, self._offset)
        self._offset, self._rest = self._offset + taken, self._rest[taken:]
        return found


def opened(path: Path) -> int | None:
    """Return a descriptor, or None if there is no such file now. Raises InvalidRequest if it cannot be read."""
    try:
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC) if not path.is_dir() else None
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InvalidRequest(f"cannot read {path}: {error.strerror}") from error


def begun_before(path: Path, position: Position) -> tuple[int, list[Path]] | None:
    """Return the file that a position belongs to, whatever its name is now, and those written since, in order.

    Returns None if it is gone or compressed.
    """
    renamed = [each for each in path.parent.glob(f"{_literal(path.name)}?*") if each.suffix not in PACKED]
    for each in (path, *renamed):
        descriptor = opened(each)
        if descriptor is None:
            continue
        if position.is_of(descriptor):
            since = os.fstat(descriptor).st_mtime
            later = [] if each == path else [other for other in renamed if other.stat().st_mtime > since]
            return descriptor, sorted(later, key=lambda other: other.stat().st_mtime)
        os.close(descriptor)
    return None


def after_last_line(descriptor: int) -> int:
    """Return where the next complete line of a file begins."""
    size = os.fstat(descriptor).st_size
    start = max(size - LOOKED_BACK, 0)
    return start + os.pread(descriptor, LOOKED_BACK, start).rfind(b"\n") + 1


def _literal(name: str) -> str:
    return "".join(f"[{each}]" if each in "*?[" else each for each in name)
