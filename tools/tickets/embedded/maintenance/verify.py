"""Checks every invariant that the database could break; each finding is a sentence."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tools.errors import NotFound, StoreUnavailable
from tools.nouns.accounts import AuditHead, AuditLine
from tools.nouns.pending import ADVICE, SEMANTIC
from tools.tickets.database_file import DATABASE
from tools.tickets.embedded import schema, timelines
from tools.tickets.embedded.audit_log import head_of
from tools.tickets.embedded.connection import connect
from tools.tickets.shared.audit import ChainCheck
from tools.tickets.shared.sealing import PLAIN, Seal

MAX_FINDINGS = 100
PRIMARY = 0xFF  # the primary part of an extended SQLite result code

RULES = (
    (
        "lineage {} has more than one live ticket",
        "SELECT lineage FROM tickets WHERE status IN ('OPEN', 'ACKNOWLEDGED')"
        " GROUP BY tenant, lineage HAVING COUNT(*) > 1",
    ),
    (
        "{} is an earlier generation and not resolved",
        "SELECT t.id FROM tickets t JOIN tickets n ON n.lineage = t.lineage AND n.generation = t.generation + 1"
        " WHERE t.status <> 'RESOLVED'",
    ),
    (
        "{} has no generation before it",
        "SELECT t.id FROM tickets t WHERE t.generation > 1 AND NOT EXISTS"
        " (SELECT 1 FROM tickets e WHERE e.lineage = t.lineage AND e.generation = t.generation - 1)",
    ),
    (
        "{} is merged without a target, or has a target without being merged",
        "SELECT id FROM tickets WHERE (status = 'MERGED') <> (merged_into IS NOT NULL)",
    ),
    (
        "{} is merged into a ticket that does not exist in its tenant",
        "SELECT t.id FROM tickets t WHERE t.merged_into IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM tickets w WHERE w.id = t.merged_into AND w.tenant = t.tenant)",
    ),
    (
        "{} is resolved without saying when",
        "SELECT id FROM tickets WHERE (status = 'RESOLVED') AND (resolved_at IS NULL OR resolution IS NULL)",
    ),
    (
        "fingerprint {} leads nowhere, or to a lineage that was merged away",
        "SELECT a.fingerprint FROM aliases a WHERE"
        " NOT EXISTS (SELECT 1 FROM tickets t WHERE t.lineage = a.lineage AND t.tenant = a.tenant)"
        " OR EXISTS (SELECT 1 FROM tickets t WHERE t.lineage = a.lineage AND t.status = 'MERGED')",
    ),
    (
        "report {} is on a ticket that does not exist in its tenant",
        "SELECT o.request_id FROM occurrences o LEFT JOIN tickets t ON t.id = o.ticket AND t.tenant = o.tenant"
        " WHERE t.id IS NULL",
    ),
    (
        "report {} has an unknown fingerprint",
        "SELECT o.request_id FROM occurrences o LEFT JOIN aliases a"
        " ON a.tenant = o.tenant AND a.fingerprint = o.fingerprint WHERE a.seq IS NULL",
    ),
    (
        "occurrence {} was regrouped without existing, or to a ticket that does not",
        "SELECT r.occurrence FROM regroupings r LEFT JOIN occurrences o ON o.seq = r.occurrence"
        " LEFT JOIN tickets t ON t.id = r.ticket WHERE o.seq IS NULL OR t.id IS NULL",
    ),
    (
        "job {} is about a ticket that does not exist",
        "SELECT o.seq FROM outbox o LEFT JOIN tickets t ON t.id = o.ticket WHERE t.id IS NULL",
    ),
    (
        "activation {} fires on a ticket that does not exist, or is of a report that does not",
        "SELECT a.seq FROM activations a LEFT JOIN tickets t ON t.id = a.ticket LEFT JOIN occurrences o"
        " ON o.tenant = a.tenant AND o.request_id = a.request_id WHERE t.id IS NULL OR o.seq IS NULL",
    ),
    (
        "{} recovers although it is not live, or although one of its alerts fires",
        "SELECT t.id FROM recovery_states s JOIN tickets t ON t.id = s.ticket WHERE s.since IS NOT NULL AND"
        " (t.status NOT IN ('OPEN', 'ACKNOWLEDGED') OR EXISTS"
        " (SELECT 1 FROM activations a WHERE a.ticket = t.id AND a.ended_at IS NULL))",
    ),
    (
        "{} is the regression of a ticket that does not exist",
        "SELECT t.id FROM tickets t LEFT JOIN tickets old ON old.id = t.regression_of"
        " WHERE t.regression_of IS NOT NULL AND old.id IS NULL",
    ),
    (
        "{} is live and waits for advice or a late match, but the outbox has no job for it",
        f"SELECT id FROM tickets t WHERE status IN ('OPEN', 'ACKNOWLEDGED') AND (pending & {ADVICE} AND NOT EXISTS"
        f" (SELECT 1 FROM outbox WHERE ticket = t.id AND kind = 'advise') OR pending & {SEMANTIC} AND NOT EXISTS"
        " (SELECT 1 FROM outbox WHERE ticket = t.id AND kind = 'match'))",
    ),
    (
        "the sequence is behind row {}",
        "SELECT MAX(m) FROM (SELECT MAX(seq) m FROM occurrences UNION ALL SELECT MAX(seq) FROM events UNION ALL"
        " SELECT MAX(seq) FROM aliases UNION ALL SELECT MAX(vector_seq) FROM aliases UNION ALL"
        " SELECT MAX(seq) FROM tickets) HAVING MAX(m) > (SELECT n FROM sequence)",
    ),
    (
        "the vector of fingerprint {} has another length than the others",
        "SELECT fingerprint FROM aliases WHERE vector IS NOT NULL"
        " AND LENGTH(vector) <> (SELECT LENGTH(vector) FROM aliases WHERE vector IS NOT NULL LIMIT 1)",
    ),
)


def verify(data_dir: Path, seal: Seal = PLAIN) -> list[str]:
    """Return all findings about a data folder, at most MAX_FINDINGS; empty if there are none.

    It reads one snapshot, so it may run beside the service. Raises NotFound without a database, and StoreUnavailable if
    the folder is not writable: SQLite needs that even to read.
    """
    return _looked_at(data_dir, lambda sql: _findings(sql, seal))


def verify_audit(data_dir: Path, seal: Seal, anchors: Sequence[AuditHead] = ()) -> list[str]:
    """Return the findings about the audit log alone, also against heads kept elsewhere. Raises what `verify` raises."""
    return _looked_at(data_dir, lambda sql: _audit_chain(sql, seal, anchors))


def _looked_at(data_dir: Path, look: Callable[[sqlite3.Connection], list[str]]) -> list[str]:
    path = Path(data_dir) / DATABASE
    if not path.exists():
        raise NotFound(f"no database in {data_dir}: check DATA_DIR")
    try:
        connection = connect(path, read_only=True)
        try:
            connection.execute("BEGIN")
            return look(connection)
        finally:
            connection.close()
    except TypeError as error:  # a flipped bit may turn a text into bytes, which SQLite's own check accepts
        return [f"the database file is damaged: a value has another type than was written ({error})"]
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        if getattr(error, "sqlite_errorcode", 0) & PRIMARY in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
            raise StoreUnavailable(f"{data_dir} cannot be written, which SQLite needs even to read: {error}") from error
        return [f"the database file is damaged: {error}"]


def _findings(sql: sqlite3.Connection, seal: Seal) -> list[str]:
    damage = [row[0] for row in sql.execute("PRAGMA integrity_check(10)") if row[0] != "ok"]
    if damage:
        return [f"the database file is damaged: {each}" for each in damage]
    version, newest = sql.execute("PRAGMA user_version").fetchone()[0], schema.VERSION
    if version not in (0, newest):
        cure = "`incident-responder doctor` brings it up to date" if version < newest else "use the newer program"
        return [f"the database is of schema version {version}, and this program of {newest}: {cure}; then verify it"]
    found: list[str] = []
    for words, rule in RULES:
        found += [words.format(row[0]) for row in sql.execute(rule).fetchmany(MAX_FINDINGS)]
    checks: tuple[Callable[[sqlite3.Connection], Iterator[str]], ...] = (_merge_cycles, _counts)
    for check in checks:
        found += list(check(sql))
    found += [*timelines.findings(sql, seal), *_audit_chain(sql, seal)]
    return found[:MAX_FINDINGS]


def _merge_cycles(sql: sqlite3.Connection) -> Iterator[str]:
    into = dict(sql.execute("SELECT id, merged_into FROM tickets WHERE merged_into IS NOT NULL").fetchall())
    for start in into:
        seen, at = {start}, into[start]
        while at in into and at not in seen:
            seen.add(at)
            at = into[at]
        if at in seen:
            yield f"{start} is merged in a circle"


def _counts(sql: sqlite3.Connection) -> Iterator[str]:
    """Compare counters with the occurrences shown, including those of merged tickets."""
    own: dict[str, int] = dict(sql.execute("SELECT shown_on, COUNT(*) FROM grouped GROUP BY shown_on").fetchall())
    total = dict(own)
    into = dict(sql.execute("SELECT id, merged_into FROM tickets WHERE merged_into IS NOT NULL").fetchall())
    for ticket in into:
        seen, at = {ticket}, into[ticket]
        while at is not None and at not in seen:
            seen.add(at)
            total[at] = total.get(at, 0) + own.get(ticket, 0)
            at = into.get(at)
    for incident_id, stored in sql.execute("SELECT id, occurrences FROM tickets"):
        if total.get(incident_id, 0) != stored:
            yield f"{incident_id} counts {stored} occurrences but shows {total.get(incident_id, 0)}"


def _audit_chain(sql: sqlite3.Connection, seal: Seal, anchors: Sequence[AuditHead] = ()) -> list[str]:
    check = ChainCheck(seal, head_of(sql), anchors)
    for row in sql.execute("SELECT seq, at, tenant, actor, action, subject, detail, digest FROM audit ORDER BY seq"):
        check.follow(AuditLine(*row))
    return check.findings()
