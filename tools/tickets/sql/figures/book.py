"""Figures of the embedded store: the roll-up, held as columns of numbers that catch up at every query."""

import threading
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from tools.analytics.columns import Columns
from tools.analytics.summary import summed_up
from tools.nouns.event_kinds import EventKind
from tools.nouns.figures import Acts, FigureQuery, Summary
from tools.nouns.redacted import stored
from tools.nouns.severity import Severity
from tools.rules.effects import SYSTEM
from tools.tickets.shared.figures import Named, acts_of, completed, numbers_in
from tools.tickets.sql.database import Row, Sql
from tools.tickets.sql.dialect import NUMBERS, flag_of
from tools.tickets.sql.transaction import to_json

T = TypeVar("T")
INCIDENTS = """
SELECT number, problem, 1 - merged, severity, service, environment, first_seen, acknowledged_at, resolved_at, recovered,
       regression
FROM incident_figures WHERE tenant = ? AND changed > ?
"""
REPORTS = "SELECT slot, service, environment, reports FROM report_counts WHERE tenant = ? AND changed > ?"
STATE = "SELECT (SELECT n FROM sequence), (SELECT id FROM figures_made)"
ACTS = f"""
SELECT e.kind, {flag_of("e.data", "helpful")}, COUNT(*) FROM events e JOIN tickets t ON t.id = e.ticket
WHERE e.tenant = ? AND e.at >= ? AND e.at < ? AND e.kind IN ('feedback', 'merged', 'split')
  AND e.actor <> '{SYSTEM}' AND e.actor NOT LIKE '{SYSTEM}:%'
  AND (? IS NULL OR t.service = ?) AND (? IS NULL OR t.environment = ?) GROUP BY 1, 2
"""
NAMED = f"SELECT * FROM tickets WHERE seq IN {NUMBERS}"


class Read(Protocol):
    """Runs a read beside the writer, in one snapshot."""

    def __call__(self, read: Callable[[Sql], T]) -> Awaitable[T]:
        """Return its result."""
        ...


class RolledUp:
    """One tenant: the first query reads the whole roll-up, later ones only what is new."""

    def __init__(self, read: Read, tenant: str) -> None:
        self._read = read
        self._tenant = tenant
        self._columns = Columns()
        self._upto, self._made = -1, ""
        """The columns contain everything up to this number of the sequence, as rolled up under this id."""
        self._lock = threading.Lock()

    async def summary(self, query: FigureQuery) -> Summary:
        """Return the summary of a range."""
        return await self._read(lambda sql: self._summed_up(sql, query))

    def _summed_up(self, sql: Sql, query: FigureQuery) -> Summary:
        with self._lock:
            self._catch_up(sql)
            found = summed_up(self._columns, query)
        rows = sql.execute(NAMED, (to_json(numbers_in(found)),))
        return completed(query, found, {row["seq"]: _named(row) for row in rows}, _acts(sql, self._tenant, query))

    def _catch_up(self, sql: Sql) -> None:
        """Read what changed. The snapshot begins here, under the lock, so it is never older than the columns."""
        upto, made = sql.execute(STATE).fetchone()
        if made != self._made:
            self._columns, self._upto, self._made = Columns(), -1, made
        self._columns.put_incidents(sql.tuples(INCIDENTS, (self._tenant, self._upto)))
        self._columns.put_reports(sql.tuples(REPORTS, (self._tenant, self._upto)))
        self._upto = upto


def _acts(sql: Sql, tenant: str, query: FigureQuery) -> Acts:
    service, environment = query.service, query.environment
    asked = (tenant, query.since, query.until, service, service, environment, environment)
    return acts_of((EventKind(row[0]), bool(row[1]), row[2]) for row in sql.execute(ACTS, asked))


def _named(row: Row) -> Named:
    title, service, environment = stored(row["title"]), stored(row["service"]), stored(row["environment"])
    place, times = (service, environment, Severity(row["severity"])), (row["first_seen"], row["resolved_at"])
    return Named(row["id"], row["lineage"], title, *place, *times)
