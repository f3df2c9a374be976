"""Checks every invariant that the stored rows could break; each finding is a sentence."""

from collections.abc import Iterator, Sequence
from itertools import islice

from tools.nouns.accounts import AuditHead, AuditLine
from tools.nouns.pending import ADVICE, SEMANTIC
from tools.tickets.shared.audit import ChainCheck
from tools.tickets.shared.sealing import Seal
from tools.tickets.sql import timelines
from tools.tickets.sql.audit_log import head_of
from tools.tickets.sql.database import Sql

MAX_FINDINGS = 100

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
        "SELECT id FROM tickets t WHERE status IN ('OPEN', 'ACKNOWLEDGED')"
        f" AND ((pending & {ADVICE}) <> 0 AND NOT EXISTS (SELECT 1 FROM outbox WHERE ticket = t.id AND kind = 'advise')"
        f" OR (pending & {SEMANTIC}) <> 0 AND NOT EXISTS"
        " (SELECT 1 FROM outbox WHERE ticket = t.id AND kind = 'match'))",
    ),
    (
        "the sequence is behind row {}",
        "SELECT MAX(m) FROM (SELECT MAX(seq) m FROM occurrences UNION ALL SELECT MAX(seq) FROM events UNION ALL"
        " SELECT MAX(seq) FROM aliases UNION ALL SELECT MAX(vector_seq) FROM aliases UNION ALL"
        " SELECT MAX(seq) FROM tickets) AS newest HAVING MAX(m) > (SELECT n FROM sequence)",
    ),
    (
        "the vector of fingerprint {} has another length than the others",
        "SELECT fingerprint FROM aliases WHERE vector IS NOT NULL"
        " AND LENGTH(vector) <> (SELECT LENGTH(vector) FROM aliases WHERE vector IS NOT NULL LIMIT 1)",
    ),
)


def findings(sql: Sql, seal: Seal) -> list[str]:
    """Return all findings about one snapshot, at most MAX_FINDINGS; empty if there are none."""
    found: list[str] = []
    for words, rule in RULES:
        found += [words.format(row[0]) for row in islice(sql.execute(rule), MAX_FINDINGS)]
    found += [*_merge_cycles(sql), *_counts(sql), *timelines.findings(sql, seal), *audit_findings(sql, seal)]
    return found[:MAX_FINDINGS]


def _merge_cycles(sql: Sql) -> Iterator[str]:
    into = dict(sql.execute("SELECT id, merged_into FROM tickets WHERE merged_into IS NOT NULL").fetchall())
    for start in into:
        seen, at = {start}, into[start]
        while at in into and at not in seen:
            seen.add(at)
            at = into[at]
        if at in seen:
            yield f"{start} is merged in a circle"


def _counts(sql: Sql) -> Iterator[str]:
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


def audit_findings(sql: Sql, seal: Seal, anchors: Sequence[AuditHead] = ()) -> list[str]:
    """Return the findings about the audit log alone, also against heads kept elsewhere."""
    check = ChainCheck(seal, head_of(sql), anchors)
    for row in sql.execute("SELECT seq, at, tenant, actor, action, subject, detail, digest FROM audit ORDER BY seq"):
        check.follow(AuditLine(*row))
    return check.findings()
