"""The database's version and identity: created once, migrated forward, refused if newer or foreign."""

from importlib.resources import files

from tools.errors import Misconfigured
from tools.tickets.embedded.connection import Connection
from tools.tickets.sql.embedder import check_embedder
from tools.tickets.sql.figures.roll_up import roll_up

_SCRIPTS = ("schema.sql", *(f"schema_{number}.sql" for number in range(2, 10)))
"""One script per version, in order. A later version extends the range."""

VERSION = len(_SCRIPTS)
FIGURES = 6
"""The version that introduced figures; earlier data is rolled up once."""


def prepare(connection: Connection, embedder_identity: str) -> None:
    """Create or migrate the schema and check the embedder, in one transaction; the caller holds the gate.

    Raises Misconfigured if the data folder was written by a newer version or with another embedder.
    """
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("BEGIN IMMEDIATE")
    try:
        _migrate(connection)
        check_embedder(connection, embedder_identity)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _migrate(connection: Connection) -> None:
    """Apply the missing scripts. `user_version` counts those applied; the first one creates everything."""
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found > VERSION:
        raise Misconfigured(
            f"DATA_DIR holds a database of schema version {found}; this program knows {VERSION}. "
            "Start the newer program, or point DATA_DIR elsewhere."
        )
    for script in scripts()[found:]:
        for statement in _statements(script):
            connection.execute(statement)
    if found < FIGURES <= VERSION:
        roll_up(connection)
    connection.execute(f"PRAGMA user_version={VERSION}")


def scripts() -> tuple[str, ...]:
    """Return what each version adds, in order."""
    return tuple((files(__package__) / name).read_text(encoding="utf-8") for name in _SCRIPTS)


def _statements(script: str) -> list[str]:
    """Split at semicolons that end a line; `executescript` would commit the transaction."""
    return [part for part in script.split(";\n") if part.strip()]
