"""Derive again what can be derived: vectors, identities under newer rules, learned skeletons, counters."""

import sqlite3
from collections.abc import Mapping, Sequence

from tools.nouns.reports import Profile
from tools.text.identity.fingerprint import profile_of
from tools.tickets.embedded.problem.aliases import dump_profile, insert_skeletons, load_profile
from tools.tickets.embedded.problem.shown import recount
from tools.tickets.embedded.recording.learning import keys_of
from tools.tickets.embedded.recording.occurrences import report_from_row
from tools.tickets.embedded.schema import EMBEDDER
from tools.tickets.embedded.transaction import Transaction

FIRST_REPORTS = """
SELECT a.seq AS alias, o.* FROM aliases a
JOIN (SELECT tenant, fingerprint, MIN(seq) AS first FROM occurrences WHERE body IS NOT NULL
      GROUP BY tenant, fingerprint) f ON f.tenant = a.tenant AND f.fingerprint = a.fingerprint
JOIN occurrences o ON o.seq = f.first
WHERE json_extract(a.profile, '$.version') <> ? AND a.origin <> 'pin'
"""
Texts = Sequence[tuple[int, str]]


def aliases_to_embed(sql: sqlite3.Connection, after: int, limit: int) -> Texts:
    """(alias, text to embed) of the next aliases; derived ones are found exactly and have no vector."""
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


def outdated(sql: sqlite3.Connection, version: int) -> dict[int, Profile]:
    """Today's profiles of aliases made by other fingerprint rules, from the first report of each that has its text."""
    rows = sql.execute(FIRST_REPORTS, (version,))
    return {row["alias"]: profile_of(report_from_row(row)) for row in rows}


def alias_again(txn: Transaction, profiles: Mapping[int, Profile]) -> None:
    """Let the new fingerprints lead where the old ones lead; both stay, and so do the pins."""
    for alias, profile in profiles.items():
        seq = txn.next_seq()
        txn.sql.execute(
            "INSERT INTO aliases (seq, tenant, fingerprint, lineage, home, service, environment, origin, pinned, profile)"
            " SELECT ?, tenant, ?, lineage, home, service, environment, 'reindex', pinned, ? FROM aliases WHERE seq = ?"
            " ON CONFLICT DO NOTHING",
            (seq, profile.fingerprint, dump_profile(profile), alias),
        )
        for pin in txn.sql.execute(
            "SELECT p.* FROM pins p JOIN aliases a ON a.tenant = p.tenant AND a.fingerprint = p.fingerprint"
            " WHERE a.seq = ?",
            (alias,),
        ).fetchall():
            txn.sql.execute(
                "INSERT INTO pins VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (txn.next_seq(), pin["tenant"], profile.fingerprint, pin["position"], pin["value"], pin["derived"]),
            )


def begin(txn: Transaction, identity: str, *, outside: bool) -> None:
    """Accept no embedder from here on, unless the store's own vectors of the same one are only made again."""
    stored = txn.sql.execute("SELECT value FROM meta WHERE key = ?", (EMBEDDER,)).fetchone()
    if outside or stored is None or stored[0] != identity:
        accept(txn, f"an unfinished reindex to {identity}")


def accept(txn: Transaction, identity: str) -> None:
    """Whose vectors these are now."""
    txn.sql.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (EMBEDDER, identity))


def derive_the_rest(txn: Transaction) -> None:
    """Skeletons and counters."""
    txn.sql.execute("DELETE FROM skeletons")
    for row in txn.sql.execute("SELECT * FROM aliases WHERE origin <> 'pin' ORDER BY seq").fetchall():
        insert_skeletons(txn, row["seq"], keys_of(row["tenant"], row["service"], load_profile(row["profile"])))
    for row in txn.sql.execute("SELECT id FROM tickets").fetchall():
        recount(txn, row["id"])
