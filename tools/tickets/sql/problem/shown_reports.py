"""Which occurrences a ticket shows: its own, those regrouped to it, and those of the tickets merged into it."""

from collections.abc import Sequence
from dataclasses import dataclass

from tools.nouns.events import Merged
from tools.nouns.incidents import Status
from tools.nouns.redacted import Redacted
from tools.rules.effects import absorbed, happened
from tools.rules.recovery import Occasion
from tools.tickets.shared.stored_reports import StoredReport
from tools.tickets.sql.database import Row, Sql
from tools.tickets.sql.figures.roll_up import move_reports
from tools.tickets.sql.problem.activations import follow
from tools.tickets.sql.problem.recovery import forget, judge
from tools.tickets.sql.problem.tickets import apply, subject_of, tell_growth
from tools.tickets.sql.transaction import Transaction

SHOWN = """
WITH RECURSIVE tree(id) AS (
    VALUES (?) UNION SELECT t.id FROM tickets t JOIN tree ON t.merged_into = tree.id
), shown(seq, shown_on) AS (
    SELECT o.seq, tree.id FROM tree JOIN occurrences o ON o.ticket = tree.id
    WHERE NOT EXISTS (SELECT 1 FROM regroupings r WHERE r.occurrence = o.seq)
    UNION ALL
    SELECT r.occurrence, tree.id FROM tree JOIN regroupings r ON r.ticket = tree.id
    WHERE NOT EXISTS (SELECT 1 FROM regroupings later WHERE later.occurrence = r.occurrence AND later.seq > r.seq)
)
"""
"""The view `grouped` for one ticket and those merged into it; written out so that SQLite starts at the ticket."""

ROWS = f"""
{SHOWN}
SELECT o.request_id, o.received_at, o.event_at, o.severity, o.release, o.fingerprint, o.seq, shown.shown_on
FROM shown JOIN occurrences o ON o.seq = shown.seq
"""


@dataclass(frozen=True, slots=True)
class Occurrence(StoredReport):
    """A report that a ticket shows, without its text, which can be long."""

    seq: int
    shown_on: str
    """The ticket it is on, perhaps one that was merged into the other."""


def occurrences_of(sql: Sql, incident_id: str) -> list[Occurrence]:
    """Return all occurrences that a ticket shows, in stored order."""
    return [Occurrence(*row) for row in sql.execute(f"{ROWS} ORDER BY o.seq", (incident_id,))]


def occurrences_after(sql: Sql, incident_id: str, at: float, seq: int) -> list[Occurrence]:
    """Return those that happened after a time or were stored after a sequence number."""
    after = "COALESCE(o.event_at, o.received_at) > ? OR o.seq > ?"
    return [Occurrence(*row) for row in sql.execute(f"{ROWS} WHERE {after} ORDER BY o.seq", (incident_id, at, seq))]


def regroup(txn: Transaction, occurrences: Sequence[int], incident_id: str) -> None:
    """Show occurrences on another ticket from now on; no row is changed or moved."""
    move_reports(txn, occurrences, incident_id)
    seq = txn.next_seq()
    txn.sql.executemany("INSERT INTO regroupings VALUES (?, ?, ?)", [(each, seq, incident_id) for each in occurrences])
    follow(txn, occurrences, incident_id)


def recount(txn: Transaction, incident_id: str) -> None:
    """Compute a ticket's counters again, and those of the tickets it is merged into."""
    current: str | None = incident_id
    while current is not None:
        count, first, last = txn.sql.execute(
            f"{SHOWN} SELECT COUNT(*), MIN(COALESCE(o.event_at, o.received_at)),"
            " MAX(COALESCE(o.event_at, o.received_at)) FROM shown JOIN occurrences o ON o.seq = shown.seq",
            (current,),
        ).fetchone()
        row = txn.sql.execute(
            "UPDATE tickets SET occurrences = ?, first_seen = COALESCE(?, first_seen),"
            " last_seen = COALESCE(?, last_seen) WHERE id = ? RETURNING merged_into",
            (count, first, last, current),
        ).fetchone()
        current = row["merged_into"]


def absorb(txn: Transaction, loser: Row, winner: Row, reason: Redacted, actor: str) -> None:
    """Merge two tickets that the caller has checked; from now on the winner shows the loser's reports."""
    txn.sql.execute(
        "UPDATE tickets SET status = ?, merged_into = ? WHERE id = ?", (Status.MERGED.value, winner["id"], loser["id"])
    )
    txn.sql.execute("UPDATE aliases SET lineage = ? WHERE lineage = ?", (winner["lineage"], loser["lineage"]))
    held, gone = subject_of(winner), subject_of(loser)
    apply(txn, gone, happened(gone, Merged(winner["id"], reason), actor, txn.now))
    recount(txn, winner["id"])
    apply(txn, held, absorbed(held, gone, reason, actor, txn.now))
    tell_growth(txn, winner["id"], winner["occurrences"])
    forget(txn, loser["id"])
    judge(txn, winner["id"], Occasion.REGROUPED)
