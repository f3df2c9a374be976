"""One SQLite file as the store's database: created private, migrated, written by one process at a time."""

from contextlib import closing
from pathlib import Path

from tools.tickets.database_file import DATABASE
from tools.tickets.embedded.checkpoint import Checkpointer
from tools.tickets.embedded.connection import Connection, connect, connect_to_read, storage_errors
from tools.tickets.embedded.gate import GATE, Gate, warn_about_old_sqlite
from tools.tickets.embedded.schema import prepare


class DatabaseFile:
    """The Database of a data folder. Opening it blocks."""

    def __init__(self, data_dir: Path, embedder_identity: str) -> None:
        """Open or create the folder's database. Raises StoreUnavailable or Misconfigured."""
        self._path = data_dir / DATABASE
        warn_about_old_sqlite()
        with storage_errors():
            data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._gate = Gate(data_dir / GATE)
            try:
                self.writing = _opened(self._path, self._gate, embedder_identity)
                self._checkpointer = Checkpointer(self.writing)
            except BaseException:
                self._gate.close()
                raise

    def reading(self) -> Connection:
        """See `Database`."""
        return connect_to_read(self._path)

    def alone(self) -> Gate:
        """See `Database`."""
        return self._gate

    def rewrite(self) -> bool:
        """See `Database`."""
        with (
            storage_errors(),
            closing(Gate(self._path.with_name(GATE))) as gate,
            gate,
            closing(connect(self._path)) as sql,
        ):
            sql.execute("VACUUM")
            return not sql.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]

    def committed(self) -> None:
        """See `Database`."""
        self._checkpointer.after_commit()

    def close(self) -> None:
        """See `Database`."""
        with self._gate:
            self.writing.close()
        self._gate.close()


def _opened(path: Path, gate: Gate, embedder_identity: str) -> Connection:
    """Return the writing connection, on a database that is ours and up to date."""
    with gate:
        path.touch(mode=0o600)  # reports contain what people logged; the log beside the file gets the same mode
        connection = connect(path)
        try:
            prepare(connection, embedder_identity)
        except BaseException:
            connection.close()
            raise
    return connection
