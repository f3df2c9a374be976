"""The position up to which a file was reported, stored so that a restart counts nothing twice and misses nothing."""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from uuid import uuid4

from tools.errors import InvalidRequest

HEAD_BYTES = 256
"""Enough of a file's beginning to recognise it under another name."""

Span = tuple[int, int]
"""The start and end of a record, in bytes."""


@dataclass(slots=True)
class Position:
    """A position in one life of a file: since its creation, or since it was emptied."""

    life: str = field(default_factory=lambda: uuid4().hex)
    """The prefix of the reports' idempotency keys."""

    offset: int = 0
    """Everything before this has been reported."""

    head: str = ""
    """A digest of the file's first `head_bytes` bytes."""

    head_bytes: int = 0
    pending: Sequence[Span] = ()
    """Records on their way, which may have arrived or not."""

    def key(self, start: int) -> str:
        """Return the idempotency key of the record that begins there."""
        return f"{self.life}-{start}"

    def is_of(self, descriptor: int) -> bool:
        """True if an open file is this one: it begins with the same bytes and is long enough."""
        size = os.fstat(descriptor).st_size
        reached = max([self.offset, *(end for _, end in self.pending)])
        return size >= reached and digest(descriptor, self.head_bytes) == self.head

    def reached(self, descriptor: int, offset: int, pending: Sequence[Span] = ()) -> None:
        """Note how far an open file was reported, and what is on its way."""
        self.offset, self.pending = offset, pending
        known = max([offset, *(end for _, end in pending)])
        self.head_bytes = min(known, HEAD_BYTES)
        self.head = digest(descriptor, self.head_bytes)


def digest(descriptor: int, size: int) -> str:
    """Return the digest of a file's beginning."""
    return hashlib.sha256(os.pread(descriptor, size, 0)).hexdigest() if size else ""


class PositionFile:
    """The small file that stores a position; it is replaced as a whole."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Position | None:
        """Return the position; None if there is no file yet.

        Raises InvalidRequest for a file that is not ours or unreadable.
        """
        try:
            told = json.loads(self._path.read_text("utf-8"))
            return Position(**told | {"pending": [(start, end) for start, end in told["pending"]]})
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise InvalidRequest(f"{self._path} is not a position file: remove it to start over ({error})") from error

    def write(self, position: Position) -> None:
        """Store it durably. Raises InvalidRequest if it cannot be written."""
        beside = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with beside.open("w", encoding="utf-8") as file:
                json.dump(asdict(position), file)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self._path)
        except OSError as error:
            raise InvalidRequest(f"cannot write {self._path}: {error.strerror}: name another --position") from error


def usual_place(file: Path, where: str) -> Path:
    """Return the default position file: one per followed file and per destination of its reports."""
    state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    name = hashlib.sha256(f"{file.absolute()}\x1f{where}".encode()).hexdigest()[:16]
    return Path(state, "incident-responder", f"{file.name[:60]}-{name}.json")
