"""Renews the aliases of older fingerprint rules: it reads every stored text again and leads it where it led before.

It works in batches and stores its place in each batch's transaction, so an interruption loses nothing.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

import orjson

from tools.nouns.incidents import Status
from tools.nouns.redacted import stored
from tools.nouns.reports import Profile, Report
from tools.rules.pins import Pin
from tools.rules.renewal import Step, Way, next_step, words_of
from tools.text.identity.profiles import FP_VERSION
from tools.tickets.sql.database import Row, Sql
from tools.tickets.sql.dialect import number_of
from tools.tickets.sql.problem.aliases import (
    dump_profile,
    insert_skeletons,
    load_profile,
    pin,
    pinned_identity,
)
from tools.tickets.sql.problem.constraints import apart
from tools.tickets.sql.problem.tickets import newest
from tools.tickets.sql.recording.lessons import keys_of
from tools.tickets.sql.recording.occurrences import report_from_row
from tools.tickets.sql.transaction import KEEP_META, Transaction

BATCH = 200
PLACE = "fingerprint rules"
# Reports that an older split separated come second: those they were separated from must have a new alias first.
# What was pruned comes last, represented by the message in its alias.
TEXTS, SPLIT_OFF, MESSAGES, DONE = range(4)
_TEXTS = f"""
SELECT o.* FROM occurrences o JOIN aliases a ON a.tenant = o.tenant AND a.fingerprint = o.fingerprint
WHERE o.seq > ? AND o.body IS NOT NULL AND {number_of("a.profile", "version")} <> ? ORDER BY o.seq LIMIT ?
"""
_MESSAGES = f"""
SELECT a.* FROM aliases a WHERE a.seq > ? AND {number_of("a.profile", "version")} <> ? AND a.origin <> 'pin'
  AND NOT EXISTS (SELECT 1 FROM tickets t JOIN occurrences o ON o.ticket = t.id
                  WHERE t.lineage = a.home AND o.fingerprint = a.fingerprint AND o.body IS NOT NULL)
ORDER BY a.seq LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Place:
    """How far the work got: the rules' version, the stage, the last row read, and the last alias that there was."""

    version: int = FP_VERSION
    stage: int = TEXTS
    after: int = 0
    upto: int = 0


def renew_some(txn: Transaction, *, again: bool = False) -> bool:
    """Read the next batch again; False at the end. `again` starts from the beginning."""
    place = Place() if again else place_in(txn.sql)
    if place.stage == DONE:
        if not _is_outdated(txn.sql, place.upto):
            _keep(txn, DONE)
            return False
        place = Place()
    if place.stage == MESSAGES:
        rows = txn.sql.execute(_MESSAGES, (place.after, FP_VERSION, BATCH)).fetchall()
        _renew_messages(txn, rows)
    else:
        rows = txn.sql.execute(_TEXTS, (place.after, FP_VERSION, BATCH)).fetchall()
        _renew_texts(txn, rows, split_off=place.stage == SPLIT_OFF)
    if rows:
        _keep(txn, place.stage, rows[-1]["seq"])
    else:
        _keep(txn, place.stage + 1)
    return True


def place_in(sql: Sql) -> Place:
    """Return how far the work got in a database."""
    row = sql.execute("SELECT value FROM meta WHERE key = ?", (PLACE,)).fetchone()
    place = Place(*json.loads(row[0])) if row else Place(stage=DONE)
    return place if place.version == FP_VERSION else Place(stage=DONE)


def _keep(txn: Transaction, stage: int, after: int = 0) -> None:
    upto = 0
    if stage == DONE:
        upto = txn.sql.execute("SELECT COALESCE(MAX(seq), 0) FROM aliases").fetchone()[0]
    value = json.dumps([FP_VERSION, stage, after, upto])
    txn.sql.execute(KEEP_META, (PLACE, value))


def _is_outdated(sql: Sql, after: int) -> bool:
    """True if a process of an older build has written since."""
    found = sql.execute(
        f"SELECT 1 FROM aliases WHERE seq > ? AND {number_of('profile', 'version')} <> ? LIMIT 1", (after, FP_VERSION)
    ).fetchone()
    return found is not None


def _renew_texts(txn: Transaction, rows: Iterable[Row], *, split_off: bool) -> None:
    from tools.text.identity.fingerprint import profile_of  # slow to load, and hardly ever needed

    for row in rows:
        tenant, params = row["tenant"], orjson.loads(row["body"]).get("params", ())
        known = pinned_identity(txn.sql, tenant, row["fingerprint"], params)
        old = _alias(txn.sql, tenant, known)
        if old is not None and (old["origin"] == "pin") is split_off:
            _lead(txn, old, profile_of(report_from_row(row)))


def _renew_messages(txn: Transaction, rows: Iterable[Row]) -> None:
    from tools.text.identity.fingerprint import profile_again  # as above

    for old in rows:
        profile = load_profile(old["profile"])
        named = stored(old["service"]), stored(profile.message)
        report = Report("", old["tenant"], *named, received_at=txn.now, environment=stored(old["environment"]))
        again = profile_again(profile, report)
        if _alias(txn.sql, old["tenant"], again.fingerprint) is None:
            _claim(txn, old, again)


def _lead(txn: Transaction, old: Row, profile: Profile) -> None:
    """Lead the fingerprint that the report's text has now to where it led as `old`."""
    identity = pinned_identity(txn.sql, old["tenant"], profile.fingerprint, profile.params)
    held = _alias(txn.sql, old["tenant"], identity)
    if held is not None and held["lineage"] == old["lineage"]:
        return
    mine = Way(old["lineage"], _is_live(txn.sql, old), profile.params, _words(txn.sql, old))
    if held is None:
        _claim(txn, old, profile)
        return
    there = Way(held["lineage"], _is_live(txn.sql, held), load_profile(held["profile"]).params)
    step, position = next_step(mine, there, apart=apart(txn.sql, old["tenant"], old["home"], held["home"]))
    if step is Step.REPOINT:
        txn.sql.execute(
            "UPDATE aliases SET lineage = ?, home = ? WHERE seq = ?", (old["lineage"], old["home"], held["seq"])
        )
    elif step is Step.PIN:
        pin(txn, held, Pin(position, (profile.params[position],)), old["lineage"])


def _claim(txn: Transaction, old: Row, profile: Profile) -> None:
    """Add an alias like the old one, under the new rules; a search finds it by the old vector too."""
    seq = txn.next_seq()
    txn.sql.execute(
        "INSERT INTO aliases (seq, tenant, fingerprint, lineage, home, service, environment, origin, vector_seq,"
        " profile, vector) SELECT ?, tenant, ?, lineage, home, service, environment, 'renewed',"
        " CASE WHEN vector IS NULL THEN NULL ELSE ? END, ?, vector FROM aliases WHERE seq = ?",
        (seq, profile.fingerprint, seq, dump_profile(profile), old["seq"]),
    )
    insert_skeletons(txn, seq, keys_of(old["tenant"], old["service"], profile))


def _words(sql: Sql, old: Row) -> frozenset[str]:
    pinned = sql.execute(
        "SELECT value FROM pins WHERE tenant = ? AND derived = ?", (old["tenant"], old["fingerprint"])
    ).fetchone()
    return words_of(load_profile(old["profile"]), pinned["value"] if pinned else "")


def _alias(sql: Sql, tenant: str, fingerprint: str) -> Row | None:
    row: Row | None = sql.execute(
        "SELECT * FROM aliases WHERE tenant = ? AND fingerprint = ?", (tenant, fingerprint)
    ).fetchone()
    return row


def _is_live(sql: Sql, alias: Row) -> bool:
    return Status(newest(sql, alias["lineage"])["status"]).live
