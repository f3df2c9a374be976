"""The seals of timelines, written in the transaction that adds an event."""

from collections.abc import Iterator
from itertools import groupby

from tools.nouns.accounts import AuditAction
from tools.tickets.shared.sealing import Seal
from tools.tickets.shared.timelines import Line, finding, may_renew, run_on, run_over, sealed_like
from tools.tickets.sql.database import Sql

_EVENTS = "SELECT ticket, at, kind, actor, data FROM events"
_PUT = """INSERT INTO timelines VALUES (?, ?, ?)
ON CONFLICT (ticket) DO UPDATE SET lines = excluded.lines, digest = excluded.digest"""


def seal_event(sql: Sql, seal: Seal, line: Line) -> None:
    """Include an event, which is already written, in the seal of its ticket.

    If an older key sealed the timeline (or none, before there was one) and it is intact, the newest key seals it.
    If it is not, the older seal continues, so that a forgery stays visible. A seal of a key that is not ours stays.
    """
    row = sql.execute("SELECT lines, digest FROM timelines WHERE ticket = ?", (line.ticket,)).fetchone()
    if row is not None and seal.is_newest(row[1]):
        sql.execute(_PUT, (line.ticket, row[0] + 1, run_on(seal, row[1], line)))
        return
    lines = _lines(sql, line.ticket)
    if may_renew("" if row is None else row[1], lines[:-1], seal, began_at(sql)):
        sql.execute(_PUT, (line.ticket, len(lines), run_over(seal, lines)))
    elif row is not None and (older := seal.like(row[1])) is not None:
        sql.execute(_PUT, (line.ticket, row[0] + 1, run_on(older, row[1], line)))


def seal_all(sql: Sql, seal: Seal) -> None:
    """Seal every timeline as it is, because imported timelines now belong to this installation."""
    sql.execute("DELETE FROM timelines")
    for ticket, lines in _timelines(sql):
        sql.execute(_PUT, (ticket, len(lines), run_over(seal, lines)))


def sealing_of(sql: Sql, ticket: str, seal: Seal) -> Seal | None:
    """Return the seal that the ticket's timeline correctly has now; None if none of ours fits."""
    row = sql.execute("SELECT digest FROM timelines WHERE ticket = ?", (ticket,)).fetchone()
    return None if row is None else sealed_like(row[0], _lines(sql, ticket), seal)


def seal_anew(sql: Sql, ticket: str, seal: Seal | None) -> None:
    """Seal a timeline again, with what `sealing_of` returned before a text was erased from it."""
    if seal is not None:
        lines = _lines(sql, ticket)
        sql.execute(_PUT, (ticket, len(lines), run_over(seal, lines)))


def findings(sql: Sql, seal: Seal) -> Iterator[str]:
    """Yield what is wrong with the timelines."""
    if not sql.columns("timelines"):
        return  # a database that this version has never opened
    seals = dict(sql.execute("SELECT ticket, digest FROM timelines").fetchall())
    began = began_at(sql) if seal.keyed else None
    for ticket, lines in _timelines(sql):
        found = finding(ticket, seals.pop(ticket, ""), lines, seal, began)
        if found:
            yield found
    for ticket in seals:
        yield f"the timeline of {ticket} was emptied"


def began_at(sql: Sql) -> float | None:
    """Return since when lines are sealed with a key (epoch seconds); None if they are not yet."""
    row = sql.execute("SELECT MIN(at) FROM audit WHERE action = ?", (AuditAction.AUDIT_SEALED.value,)).fetchone()
    return None if row is None else row[0]


def _lines(sql: Sql, ticket: str) -> list[Line]:
    return [Line(*each) for each in sql.execute(f"{_EVENTS} WHERE ticket = ? ORDER BY seq", (ticket,))]


def _timelines(sql: Sql) -> Iterator[tuple[str, list[Line]]]:
    rows = (Line(*row) for row in sql.execute(f"{_EVENTS} ORDER BY ticket, seq"))
    for ticket, lines in groupby(rows, lambda line: line.ticket):
        yield ticket, list(lines)
