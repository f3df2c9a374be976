"""Word-like parameters: finds earlier fingerprints of a service that differ from this one in one learned word only."""

import hashlib
from collections.abc import Sequence

from tools.nouns.incidents import Status
from tools.nouns.redacted import NOTHING
from tools.nouns.reports import Profile, Report
from tools.rules import lessons
from tools.rules.effects import SYSTEM
from tools.rules.lessons import Lesson
from tools.tickets.sql.database import Sql
from tools.tickets.sql.dialect import text_of
from tools.tickets.sql.problem.constraints import apart
from tools.tickets.sql.problem.shown_reports import absorb
from tools.tickets.sql.problem.tickets import newest
from tools.tickets.sql.transaction import Transaction

SIBLINGS = f"""
SELECT a.fingerprint, a.lineage, {text_of("a.profile", "template")} AS template
FROM skeletons s JOIN aliases a ON a.seq = s.alias
WHERE s.skeleton = ? AND a.fingerprint <> ? ORDER BY s.alias LIMIT ?
"""


def lesson(sql: Sql, report: Report, profile: Profile, keys: Sequence[int]) -> Lesson | None:
    """Return what the stored fingerprints teach about a new one. A person's cannot-link among the siblings forbids it.

    Siblings share the whole identity except one word of the template, so only the template is read.
    """
    for key in _shared(sql, keys):
        rows = sql.execute(SIBLINGS, (key, profile.fingerprint, lessons.MOST_SIBLINGS))
        siblings = [(Profile(row[0], profile.version, NOTHING, row[2]), row[1]) for row in rows]
        found = lessons.lesson(profile, siblings)
        if found is not None and not any(apart(sql, report.tenant, *pair) for pair in found.pairs):
            return found.live_first([each for each in found.lineages if Status(newest(sql, each)["status"]).live])
    return None


def _shared(sql: Sql, keys: Sequence[int]) -> list[int]:
    """Return those that any fingerprint has, in order.

    Mostly there are none, which one query finds out instead of ten.
    """
    if not keys:
        return []
    asked = ", ".join("?" * len(keys))
    stored = {
        row[0] for row in sql.execute(f"SELECT DISTINCT skeleton FROM skeletons WHERE skeleton IN ({asked})", keys)
    }
    return [key for key in keys if key in stored]


def merge_siblings(txn: Transaction, tenant: str, taught: Lesson) -> None:
    """Merge the siblings' other live problems into the one that the report went to; each merge can be undone."""
    target = newest(txn.sql, taught.lineages[0])
    for lineage in taught.lineages[1:]:
        other = newest(txn.sql, lineage)
        live = Status(other["status"]).live and Status(target["status"]).live
        if live and not apart(txn.sql, tenant, lineage, target["lineage"]):
            absorb(txn, other, target, lessons.merge_reason(taught.position), SYSTEM)


def keys_of(tenant: str, service: str, profile: Profile) -> list[int]:
    """Return skeletons within one tenant and service, as 64-bit numbers; matches are compared in full anyway."""
    digest = hashlib.sha256(f"{tenant}\x1f{service}".encode()).digest()
    scope = int.from_bytes(digest[:8], "big", signed=True)
    return [scope ^ _signed(int(each[:16], 16)) for each in lessons.skeletons(profile)]


def _signed(number: int) -> int:
    """Return the number as a signed one, as SQLite stores integers."""
    return number - (1 << 64) if number >= 1 << 63 else number
