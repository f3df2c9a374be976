"""Rebuilds all derived data: vectors, learned skeletons, counters."""

from collections.abc import Mapping, Sequence

from tools.tickets.sql.database import Sql
from tools.tickets.sql.embedder import EMBEDDER
from tools.tickets.sql.figures.roll_up import roll_up
from tools.tickets.sql.problem.aliases import insert_skeletons, load_profile
from tools.tickets.sql.problem.shown_reports import recount
from tools.tickets.sql.recording.lessons import keys_of
from tools.tickets.sql.transaction import KEEP_META, Transaction

Texts = Sequence[tuple[int, str]]


def aliases_to_embed(sql: Sql, after: int, limit: int) -> Texts:
    """Return (alias, text to embed) for the next aliases; derived ones are found exactly and have no vector."""
    rows = sql.execute(
        "SELECT seq, profile FROM aliases WHERE seq > ? AND origin <> 'pin' ORDER BY seq LIMIT ?", (after, limit)
    )
    return [(row["seq"], load_profile(row["profile"]).template) for row in rows]


def store_vectors(txn: Transaction, vectors: Mapping[int, bytes]) -> None:
    """Give aliases their vectors; a new `vector_seq` makes every process read them."""
    txn.sql.executemany(
        "UPDATE aliases SET vector = ?, vector_seq = ? WHERE seq = ?",
        [(vector, txn.next_seq(), alias) for alias, vector in vectors.items()],
    )


def begin(txn: Transaction, identity: str, *, outside: bool) -> None:
    """Refuse every embedder from now on, unless the store's own vectors are rebuilt for the same embedder."""
    stored = txn.sql.execute("SELECT value FROM meta WHERE key = ?", (EMBEDDER,)).fetchone()
    if outside or stored is None or stored[0] != identity:
        accept(txn, f"an unfinished reindex to {identity}")


def accept(txn: Transaction, identity: str) -> None:
    """Record the embedder that the vectors now come from."""
    txn.sql.execute(KEEP_META, (EMBEDDER, identity))


def derive_the_rest(txn: Transaction) -> None:
    """Rebuild skeletons, counters and figures."""
    txn.sql.execute("DELETE FROM skeletons")
    for row in txn.sql.execute("SELECT * FROM aliases WHERE origin <> 'pin' ORDER BY seq").fetchall():
        insert_skeletons(txn, row["seq"], keys_of(row["tenant"], row["service"], load_profile(row["profile"])))
    for row in txn.sql.execute("SELECT id FROM tickets").fetchall():
        recount(txn, row["id"])
    roll_up(txn.sql)
