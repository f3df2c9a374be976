"""What a data folder really holds, read with plain SQL beside the store's own check of itself."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from tests.integration.faults.traffic import Promise
from tools.audit_keys import seal_of
from tools.settings import Settings
from tools.tickets.embedded import verify

FLAWS = {
    "a report without a ticket": "SELECT request_id FROM occurrences WHERE ticket NOT IN (SELECT id FROM tickets)",
    "an alias that leads nowhere": "SELECT fingerprint FROM aliases WHERE lineage NOT IN (SELECT lineage FROM tickets)",
    "an event without a ticket": "SELECT seq FROM events WHERE ticket NOT IN (SELECT id FROM tickets)",
    "a merged ticket without a root": "SELECT id FROM tickets WHERE (status = 'MERGED') != (merged_into IS NOT NULL)",
    "two live tickets of one problem": """
        SELECT lineage FROM tickets WHERE status IN ('OPEN', 'ACKNOWLEDGED') GROUP BY lineage HAVING COUNT(*) > 1""",
    "a wrong count": """
        SELECT t.id FROM tickets t WHERE t.status != 'MERGED'
        AND NOT EXISTS (SELECT 1 FROM tickets m WHERE m.merged_into = t.id)
        AND t.occurrences != (SELECT COUNT(*) FROM grouped WHERE shown_on = t.id)""",
    "a fresh ticket nobody will advise": """
        SELECT id FROM tickets WHERE dossier_seq IS NULL AND pending & 4
        AND NOT EXISTS (SELECT 1 FROM outbox WHERE ticket = tickets.id AND kind = 'advise')""",
    "a number from beyond the sequence": """
        SELECT MAX(seq) FROM (SELECT seq FROM tickets UNION ALL SELECT seq FROM occurrences UNION ALL
        SELECT seq FROM events UNION ALL SELECT seq FROM aliases) HAVING MAX(seq) > (SELECT n FROM sequence)""",
}


def flaws(data_dir: Path) -> list[str]:
    """What is wrong with the folder, in words; empty when nothing is."""
    with _open(data_dir) as sql:
        found = [] if sql.execute("PRAGMA integrity_check").fetchone()[0] == "ok" else ["the file is damaged"]
        for flaw, query in FLAWS.items():
            found += [f"{flaw}: {row[0]}" for row in sql.execute(query)]
    return found + verify(data_dir, seal_of(Settings(data_dir=data_dir), make=False))


def broken_promises(data_dir: Path, promises: Iterable[Promise]) -> list[Promise]:
    """The acknowledged reports and acts that are not there, or not where it was said."""
    with _open(data_dir) as sql:
        kept: set[Promise] = {("report", *row) for row in sql.execute("SELECT request_id, ticket FROM occurrences")}
        kept |= {("event", *row) for row in sql.execute("SELECT ticket, kind, actor FROM events")}
    return [each for each in promises if each not in kept]


def count(data_dir: Path, table: str) -> int:
    """How many rows a table has."""
    with _open(data_dir) as sql:
        return int(sql.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])


def _open(data_dir: Path) -> closing[sqlite3.Connection]:
    connection = sqlite3.connect(data_dir / "incidents.db", timeout=30)
    connection.execute("PRAGMA wal_autocheckpoint=0")
    connection.text_factory = lambda text: text.decode(errors="replace")
    return closing(connection)
