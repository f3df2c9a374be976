"""Small reads about reports and fingerprints."""

import json
import sqlite3
from collections.abc import Sequence

from tools.errors import NotFound
from tools.nouns.reports import Profile, Report
from tools.tickets.embedded.recording.aliases import identity_of, load_profile
from tools.tickets.embedded.recording.heads import look_up
from tools.tickets.embedded.recording.occurrences import report_from_row


def has_live_head(sql: sqlite3.Connection, tenant: str, profile: Profile) -> bool:
    """Does this problem's lineage have a live ticket?"""
    found = look_up(sql, tenant, identity_of(sql, tenant, profile))
    return found is not None and found.head.live


def report(sql: sqlite3.Connection, tenant: str, request_id: str) -> Report:
    """The stored report. Raises NotFound."""
    row = sql.execute("SELECT * FROM occurrences WHERE tenant = ? AND request_id = ?", (tenant, request_id)).fetchone()
    if row is None:
        raise NotFound(f"no report {request_id[:80]!r}")
    return report_from_row(row)


def profiles(sql: sqlite3.Connection, tenant: str, fingerprints: Sequence[str]) -> dict[str, Profile]:
    """Profiles by fingerprint; unknown ones are left out."""
    rows = sql.execute(
        "SELECT a.fingerprint, a.profile FROM json_each(?) wanted"
        " JOIN aliases a ON a.tenant = ? AND a.fingerprint = wanted.value",
        (json.dumps(list(fingerprints)), tenant),
    )
    return {row[0]: load_profile(row[1]) for row in rows}
