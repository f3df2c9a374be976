"""Activations as rows: one firing of one alert, the ticket it fires on, and other events of the alert."""

from collections.abc import Iterable, Sequence
from typing import Any

from tools.nouns.activations import Activation, AlertKey, End, EndKind, Recovery
from tools.nouns.quick import quick_dataclass
from tools.nouns.redacted import stored
from tools.tickets.shared.activations import recovery_from_row
from tools.tickets.sql.database import Row, Sql
from tools.tickets.sql.dialect import EACH_NUMBER, whole
from tools.tickets.sql.problem.tickets import merged_line
from tools.tickets.sql.transaction import Transaction, to_json

TREE = """
WITH RECURSIVE tree(id) AS (
    VALUES (?) UNION SELECT t.id FROM tickets t JOIN tree ON t.merged_into = tree.id
)
"""
OF_FAMILY = f"{TREE} SELECT a.* FROM tree JOIN activations a ON a.ticket = tree.id ORDER BY a.seq"
OF_ALERT = (
    "SELECT * FROM activations WHERE tenant = ? AND environment = ? AND sender = ? AND alert = ?"
    " ORDER BY starts_at DESC, seq DESC LIMIT ?"
)
STARTING_AT = (
    "SELECT * FROM activations WHERE tenant = ? AND environment = ? AND sender = ? AND alert = ? AND starts_at = ?"
)
OPEN_OR_NEWER = (
    "SELECT * FROM activations WHERE tenant = ? AND environment = ? AND sender = ? AND alert = ?"
    " AND (starts_at >= ? OR ended_at IS NULL) ORDER BY starts_at DESC, seq DESC LIMIT ?"
)
TOLD_OF = (
    "SELECT 1 FROM recoveries WHERE tenant = ? AND environment = ? AND sender = ? AND alert = ?"
    f" AND ({whole('starts_at')} = ? OR (starts_at IS NULL AND COALESCE(ended_at, received_at) >= ?)) LIMIT 1"
)
ANY_TOLD = "SELECT 1 FROM recoveries WHERE tenant = ? AND environment = ? AND sender = ? AND alert = ? LIMIT 1"
TOLD = (
    "SELECT * FROM recoveries WHERE tenant = ? AND environment = ? AND sender = ? AND alert = ?"
    " ORDER BY seq DESC LIMIT ?"
)
INSERT = (
    "INSERT INTO activations (seq, tenant, environment, sender, alert, dedup_key, starts_at, stated, fingerprint,"
    " request_id, ticket, counted, state_as_of_now, received_at, last_seen, reminders, expires_at, ended_at,"
    " end_received_at, end_kind) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
UPDATE = (
    "UPDATE activations SET request_id = ?, ticket = ?, counted = ?, last_seen = ?, reminders = ?, expires_at = ?,"
    " ended_at = ?, end_received_at = ?, end_kind = ? WHERE seq = ?"
)
END = "UPDATE activations SET ended_at = ?, end_received_at = ?, end_kind = ? WHERE seq = ?"
MOST_READ = 64
"""Per alert: only its newest firings and ends decide."""


@quick_dataclass(frozen=True, slots=True)
class StoredActivation(Activation):
    """An activation and the number of its row."""

    seq: int = 0


def of_alert(sql: Sql, alert: AlertKey) -> list[StoredActivation]:
    """Return the newest firings of an alert, newest first."""
    return [from_row(row) for row in sql.execute(OF_ALERT, (*alert, MOST_READ))]


def starting_at(sql: Sql, alert: AlertKey, start: int) -> list[StoredActivation]:
    """Return the firings of an alert that began in that second, however many: a repeat matches one of these."""
    return [from_row(row) for row in sql.execute(STARTING_AT, (*alert, start))]


def open_or_newer(sql: Sql, alert: AlertKey, start: int) -> list[StoredActivation]:
    """Return those firings of an alert that matter to a firing that starts then."""
    return [from_row(row) for row in sql.execute(OPEN_OR_NEWER, (*alert, start, MOST_READ))]


def may_have_ended(sql: Sql, new: Activation) -> bool:
    """True if an end was reported that a new firing may already have."""
    start = new.starts_at if new.stated else new.received_at
    return sql.execute(TOLD_OF, (*new.alert, new.starts_at, start)).fetchone() is not None


def has_reported_end(sql: Sql, alert: AlertKey) -> bool:
    """True if any end of the alert was ever reported."""
    return sql.execute(ANY_TOLD, alert).fetchone() is not None


def of_family(sql: Sql, incident_id: str) -> list[StoredActivation]:
    """Return all activations of a ticket and of those merged into it, in stored order."""
    return [from_row(row) for row in sql.execute(OF_FAMILY, (incident_id,))]


def reported_ends(sql: Sql, alert: AlertKey) -> list[Recovery]:
    """Return the newest ends that the alert's sender reported."""
    return [recovery_from_row(row, alert) for row in sql.execute(TOLD, (*alert, MOST_READ))]


def insert(txn: Transaction, new: Activation) -> None:
    """Store a firing that was counted."""
    txn.sql.execute(INSERT, (txn.next_seq(), *_values(new)))


def insert_many(txn: Transaction, new: Iterable[tuple[int, Activation]]) -> None:
    """Store firings that already have their numbers."""
    txn.sql.executemany(INSERT, [(seq, *_values(each)) for seq, each in new])


def end_many(txn: Transaction, ended: Iterable[tuple[End, int]]) -> None:
    """Write the ends of activations, by their numbers."""
    txn.sql.executemany(END, [(end.at, end.received_at, end.kind.value, seq) for end, seq in ended])


def _values(new: Activation) -> tuple[Any, ...]:
    fixed = (*new.alert, new.dedup_key, new.starts_at, new.stated, new.fingerprint, new.request_id, new.incident_id)
    seen = (new.counted, new.state_as_of_now, new.received_at, new.last_seen, new.reminders, new.expires_at)
    return (*fixed, *seen, *_end(new))


def update(txn: Transaction, changed: StoredActivation) -> None:
    """Write the fields of an activation that can change."""
    placed = (changed.request_id, changed.incident_id, changed.counted)
    seen = (changed.last_seen, changed.reminders, changed.expires_at)
    txn.sql.execute(UPDATE, (*placed, *seen, *_end(changed), changed.seq))


def follow(txn: Transaction, occurrences: Sequence[int], incident_id: str) -> None:
    """Move activations along with the occurrences that count them."""
    txn.sql.execute(
        f"UPDATE activations SET ticket = ? WHERE counted = 1 AND seq IN (SELECT a.seq FROM {EACH_NUMBER}"
        " JOIN occurrences o ON o.seq = numbers.value"
        " JOIN activations a ON a.tenant = o.tenant AND a.request_id = o.request_id)",
        (incident_id, to_json(list(occurrences))),
    )


def root_of(sql: Sql, incident_id: str) -> Row:
    """Return the ticket that shows this ticket's reports: itself, or the one it was finally merged into."""
    row: Row = sql.execute("SELECT * FROM tickets WHERE id = ?", (incident_id,)).fetchone()
    return [row, *merged_line(sql, row)][-1]


def from_row(row: Row) -> StoredActivation:
    """Return the activation in a row."""
    kind = row["end_kind"]
    return StoredActivation(
        alert=AlertKey(row["tenant"], row["environment"], row["sender"], row["alert"]),
        dedup_key=stored(row["dedup_key"]),
        starts_at=row["starts_at"],
        stated=bool(row["stated"]),
        fingerprint=row["fingerprint"],
        request_id=row["request_id"],
        incident_id=row["ticket"],
        state_as_of_now=bool(row["state_as_of_now"]),
        received_at=row["received_at"],
        last_seen=row["last_seen"],
        reminders=row["reminders"],
        expires_at=row["expires_at"],
        end=None if kind is None else End(row["ended_at"], row["end_received_at"], EndKind(kind)),
        counted=bool(row["counted"]),
        seq=row["seq"],
    )


def _end(activation: Activation) -> tuple[Any, ...]:
    end = activation.end
    return (None, None, None) if end is None else (end.at, end.received_at, end.kind.value)
