"""Moves the write-ahead log back into the database. Only the writer thread calls it, while holding the gate."""

import logging
import sqlite3
from pathlib import Path

from tools.tickets.embedded.connection import waiting_at_most

log = logging.getLogger(__name__)

PASSIVE_BYTES = 4 << 20
"""From this size on, the log is reused from its beginning: overwriting costs a third less than growing."""
TRUNCATE_BYTES = 256 << 20
COMMITS_BETWEEN_LOOKS = 256
ROWS_BETWEEN_LOOKS = 8192
READERS_WAIT_SECONDS = 0.1


class Checkpointer:
    """Checks the log's size now and then; readers may delay a checkpoint, which is harmless."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        path = connection.execute("PRAGMA database_list").fetchone()[2]
        self._log = Path(f"{path}-wal")
        self._commits = 0
        self._rows = connection.total_changes
        self._truncate_at = TRUNCATE_BYTES

    def after_commit(self) -> None:
        """Checkpoint if the log has grown. A failure may be ignored: the commit itself is safe."""
        self._commits += 1
        rows = self._connection.total_changes
        if self._commits < COMMITS_BETWEEN_LOOKS and rows - self._rows < ROWS_BETWEEN_LOOKS:
            return
        self._commits, self._rows = 0, rows
        try:
            self._checkpoint()
        except (sqlite3.Error, OSError) as error:
            log.warning("checkpoint postponed: %s", error)

    def _checkpoint(self) -> None:
        size = self._log.stat().st_size if self._log.exists() else 0
        if size >= self._truncate_at:
            self._truncate(size)
        elif size >= PASSIVE_BYTES:
            _, written, moved = self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            if moved == written:
                self._truncate_at = TRUNCATE_BYTES

    def _truncate(self, size: int) -> None:
        """Truncate the log.

        Only this waits for readers, and briefly: a reader that takes minutes must not stop every report.

        While such a reader is active, the next attempt waits until the log has grown by as much again.
        """
        with waiting_at_most(self._connection, READERS_WAIT_SECONDS):
            busy = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        self._truncate_at = size + TRUNCATE_BYTES if busy else TRUNCATE_BYTES
