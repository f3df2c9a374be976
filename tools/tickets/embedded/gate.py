"""Lets one process at a time write or checkpoint: an advisory lock on a file beside the database.

SQLite before 3.51.3 can corrupt the file when one connection checkpoints while another writes (the WAL-reset bug).
Holding this lock around every write transaction and every checkpoint rules that out, and its kernel queue is fairer
between processes than SQLite's busy polling. The lock is released when its process dies.
"""

import fcntl
import logging
import os
import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Self

log = logging.getLogger(__name__)
FIXED_IN = (3, 51, 3)
GATE = "incidents.lock"
"""The lock file beside the database."""


class Gate:
    """A context manager; not re-entrant, for one thread."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def __enter__(self) -> Self:
        fcntl.flock(self._file, fcntl.LOCK_EX)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Release the file."""
        os.close(self._file)


def warn_about_old_sqlite() -> None:
    """Log once at start-up that checkpoints are serialised because of the library's version."""
    if sqlite3.sqlite_version_info < FIXED_IN:
        log.debug(
            "SQLite %s has the WAL-reset bug fixed in 3.51.3; checkpoints run only under the store's own lock. "
            "Do not write to the database with other tools while the service runs.",
            sqlite3.sqlite_version,
        )
