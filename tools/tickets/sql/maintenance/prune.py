"""Drops the texts and vectors of problems resolved long ago; everything that later decisions need stays."""

import json

from tools.tickets.sql.dialect import EACH_TEXT, TEXTS
from tools.tickets.sql.transaction import Transaction

CLOSED = """
SELECT t.lineage FROM tickets t WHERE t.status = 'RESOLVED' AND t.resolved_at < ?
  AND NOT EXISTS (SELECT 1 FROM tickets n WHERE n.lineage = t.lineage AND n.generation > t.generation)
  AND EXISTS (SELECT 1 FROM tickets m JOIN occurrences o ON o.ticket = m.id
              WHERE m.lineage = t.lineage AND o.body IS NOT NULL)
ORDER BY t.seq LIMIT ?
"""
MERGED_AWAY = f"""
WITH RECURSIVE family(lineage) AS (
    SELECT value FROM {EACH_TEXT} UNION
    SELECT t.lineage FROM family JOIN tickets w ON w.lineage = family.lineage JOIN tickets t ON t.merged_into = w.id
)
SELECT lineage FROM family
"""
OF_THESE = f"SELECT id FROM tickets WHERE lineage IN {TEXTS}"
LINEAGES_AT_ONCE = 50


def prune_some(txn: Transaction, resolved_before: float) -> tuple[int, int]:
    """Prune a few lineages whose head was resolved before a time; return (lineages, bodies), (0, 0) at the end.

    Heads, aliases, counts, decisions, resolutions and constraints are kept, so a problem that comes back is still
    recognised by its fingerprint; it is no longer found by similarity.
    """
    closed = [row[0] for row in txn.sql.execute(CLOSED, (resolved_before, LINEAGES_AT_ONCE))]
    if not closed:
        return 0, 0
    family = json.dumps([row[0] for row in txn.sql.execute(MERGED_AWAY, (json.dumps(closed),))])
    bodies = txn.sql.execute(
        f"UPDATE occurrences SET body = NULL WHERE body IS NOT NULL AND ticket IN ({OF_THESE})", (family,)
    ).rowcount
    txn.sql.execute(
        f"UPDATE aliases SET vector = NULL, vector_seq = NULL WHERE lineage IN {TEXTS}",
        (family,),
    )
    return len(closed), bodies
