"""Which embedder the stored vectors come from: vectors of two embedders cannot be compared."""

from tools.errors import OtherEmbedder
from tools.tickets.sql.database import Sql

EMBEDDER = "embedder"
"""Its key in the table `meta`."""


def check_embedder(sql: Sql, identity: str) -> None:
    """Claim an unclaimed store for an embedder; "" claims nothing. Raises OtherEmbedder if it has another's vectors."""
    if not identity:
        return
    row = sql.execute("SELECT value FROM meta WHERE key = ?", (EMBEDDER,)).fetchone()
    if row is None:
        sql.execute("INSERT INTO meta VALUES (?, ?)", (EMBEDDER, identity))
    elif row[0] != identity:
        raise OtherEmbedder(row[0], identity)
