"""Recent changes, read from the store's sequence: every change of a ticket takes a number from it."""

from tools.nouns.incidents import Status
from tools.nouns.severity import Severity
from tools.nouns.touches import MOST_TOUCHED, Touched, Touches
from tools.tickets.sql.database import Row, Sql

MOST_NUMBERS = 200_000
"""Examining more rows than this would keep a reader busy for too long."""

_TOUCHED = """
WITH RECURSIVE touched(id) AS (
    SELECT ticket FROM occurrences WHERE seq > :after AND seq <= :upto AND tenant = :tenant
    UNION SELECT ticket FROM events WHERE seq > :after AND seq <= :upto AND tenant = :tenant
), family(id) AS (
    SELECT id FROM touched UNION SELECT t.merged_into FROM tickets t JOIN family ON t.id = family.id
    WHERE t.merged_into IS NOT NULL
)
SELECT t.*, EXISTS (SELECT 1 FROM recovery_states s WHERE s.ticket = t.id AND s.since IS NOT NULL) AS recovering
FROM family JOIN tickets t ON t.id = family.id LIMIT :most
"""


def touched(sql: Sql, tenant: str, after: str | None) -> Touches:
    """See `TicketStore.touched`."""
    upto = sql.execute("SELECT n FROM sequence").fetchone()[0]
    if after is None:
        return Touches(str(upto))
    begin = int(after) if after.isdecimal() and len(after) < 19 else -1
    if not 0 <= upto - begin <= MOST_NUMBERS or begin < 0:
        return Touches(str(upto), too_old=True)
    values = {"after": begin, "upto": upto, "tenant": tenant, "most": MOST_TOUCHED + 1}
    found = sql.execute(_TOUCHED, values).fetchall() if upto > begin else []
    if len(found) > MOST_TOUCHED:
        return Touches(str(upto), too_old=True)
    return Touches(str(upto), tuple(map(_touched, found)))


def _touched(row: Row) -> Touched:
    return Touched(
        incident_id=row["id"],
        status=Status(row["status"]),
        severity=Severity(row["severity"]),
        service=row["service"],
        environment=row["environment"],
        title=row["title"],
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        occurrences=row["occurrences"],
        merged_into=row["merged_into"],
        recovering=bool(row["recovering"]),
    )
