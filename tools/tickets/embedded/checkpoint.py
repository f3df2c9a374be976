"""Moves the write-ahead log back into the database. Called by the writer thread only, holding the gate."""

import logging
import sqlite3
from pathlib import Path

log = logging.getLogger(__name__)

PASSIVE_BYTES = 16 << 20
TRUNCATE_BYTES = 256 << 20
COMMITS_BETWEEN_LOOKS = 32


class Checkpointer:
    """Looks at the log's size every few commits; readers may hold a checkpoint back, which is harmless."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        path = connection.execute("PRAGMA database_list").fetchone()[2]
        self._log = Path(f"{path}-wal")
        self._commits = 0

    def after_commit(self) -> None:
        """Checkpoint when the log has grown. What it cannot do now is done later: the commit itself is safe."""
        self._commits += 1
        if self._commits % COMMITS_BETWEEN_LOOKS:
            return
        try:
            self._checkpoint()
        except (sqlite3.Error, OSError) as error:
            log.warning("checkpoint postponed: %s", error)

    def _checkpoint(self) -> None:
        """TRUNCATE waits for readers, so only a very long log asks for it."""
        size = self._log.stat().st_size if self._log.exists() else 0
        if size >= TRUNCATE_BYTES:
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        elif size >= PASSIVE_BYTES:
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
