"""The database's version and identity: created once, migrated forward, refused if newer or foreign."""

import sqlite3
from importlib.resources import files

from tools.errors import Misconfigured, OtherEmbedder
from tools.tickets.embedded.figures.roll_up import roll_up

_SCRIPTS = ("schema.sql", *(f"schema_{number}.sql" for number in range(2, 10)))
"""One script per version, in order. A later version extends the range."""

VERSION = len(_SCRIPTS)
FIGURES = 6
"""The version that introduced figures; earlier data is rolled up once."""

EMBEDDER = "embedder"


def prepare(connection: sqlite3.Connection, embedder_identity: str) -> None:
    """Create or migrate the schema and check the embedder, in one transaction; the caller holds the gate.

    Raises Misconfigured if the data folder was written by a newer version or with another embedder.
    """
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("BEGIN IMMEDIATE")
    try:
        _migrate(connection)
        _check_embedder(connection, embedder_identity)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _migrate(connection: sqlite3.Connection) -> None:
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


def _check_embedder(connection: sqlite3.Connection, identity: str) -> None:
    if not identity:
        return
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (EMBEDDER,)).fetchone()
    if row is None:
        connection.execute("INSERT INTO meta VALUES (?, ?)", (EMBEDDER, identity))
    elif row[0] != identity:
        raise OtherEmbedder(row[0], identity)
