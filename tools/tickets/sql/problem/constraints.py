"""Must-link and cannot-link constraints from merges and splits.

The latest act about two lineages overrides every score.
"""

from tools.tickets.sql.database import Sql
from tools.tickets.sql.transaction import Transaction

MUST = "must"
CANNOT = "cannot"

FAMILY = """
WITH RECURSIVE family(lineage) AS (
    VALUES (?) UNION
    SELECT t.lineage FROM family
    JOIN tickets w ON w.lineage = family.lineage JOIN tickets t ON t.merged_into = w.id
)
"""


def teach(txn: Transaction, tenant: str, left: str, right: str, kind: str, actor: str) -> None:
    """Store that two lineages are one problem, or are not."""
    low, high = sorted((left, right))
    txn.sql.execute(
        "INSERT INTO constraints VALUES (?, ?, ?, ?, ?, ?)", (txn.next_seq(), tenant, low, high, kind, actor)
    )


def family(sql: Sql, lineage: str) -> list[str]:
    """Return a lineage and all that were merged into it, directly or through others."""
    return [row[0] for row in sql.execute(f"{FAMILY} SELECT lineage FROM family", (lineage,))]


def apart(sql: Sql, tenant: str, left: str, right: str) -> bool:
    """True if a person split these two lineages, or parts of them, and has not merged them since (cannot-link)."""
    others = set(family(sql, right))
    return any(_latest(sql, tenant, mine, other) == CANNOT for mine in family(sql, left) for other in others)


def touched(sql: Sql, tenant: str, lineage: str) -> bool:
    """True if a person has merged or split this lineage before."""
    found = sql.execute(
        "SELECT 1 FROM constraints WHERE tenant = ? AND (low = ? OR high = ?) LIMIT 1", (tenant, lineage, lineage)
    ).fetchone()
    return found is not None


def _latest(sql: Sql, tenant: str, left: str, right: str) -> str | None:
    low, high = sorted((left, right))
    row = sql.execute(
        "SELECT kind FROM constraints WHERE tenant = ? AND low = ? AND high = ? ORDER BY seq DESC LIMIT 1",
        (tenant, low, high),
    ).fetchone()
    return None if row is None else str(row[0])
