"""Aliases: fingerprint → lineage, with what matching needs of the message; and pins, which split one fingerprint."""

import json
from collections.abc import Sequence
from functools import lru_cache

from tools.nouns.reports import Profile
from tools.rules.outcomes import RecordRequest
from tools.rules.pins import Pin, derived_fingerprint
from tools.text.identity.profiles import profile_from_json, profile_to_json
from tools.tickets.sql.database import Row, Sql
from tools.tickets.sql.dialect import EACH_TEXT, IN_THIS_ORDER
from tools.tickets.sql.transaction import Transaction, to_json

MAX_PIN_DEPTH = 8
KEPT_PROFILES = 1024


def insert_alias(txn: Transaction, request: RecordRequest, lineage: str, origin: str, keys: Sequence[int]) -> None:
    """Make the report's fingerprint lead to a lineage; with a vector it can also be found by similarity.

    `keys` are its skeletons, from `lessons.keys_of`.
    """
    seq = txn.next_seq()
    report, profile = request.report, request.profile
    txn.sql.execute(
        "INSERT INTO aliases (seq, tenant, fingerprint, lineage, home, service, environment, origin, vector_seq,"
        " profile, vector) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            seq,
            report.tenant,
            profile.fingerprint,
            lineage,
            lineage,
            report.service,
            report.environment,
            origin,
            seq if request.vector else None,
            dump_profile(profile),
            request.vector or None,
        ),
    )
    insert_skeletons(txn, seq, keys)


def insert_skeletons(txn: Transaction, alias: int, keys: Sequence[int]) -> None:
    """Store what later fingerprints are compared with to learn parameters."""
    txn.sql.executemany("INSERT INTO skeletons VALUES (?, ?) ON CONFLICT DO NOTHING", [(key, alias) for key in keys])


def dump_profile(profile: Profile) -> str:
    """Return everything that matching needs of a message, as compact JSON."""
    return to_json(profile_to_json(profile))


@lru_cache(maxsize=KEPT_PROFILES)
def load_profile(text: str) -> Profile:
    """Do the inverse of `dump_profile`. Results are cached: what is near one new problem is near the next ones too."""
    return profile_from_json(json.loads(text))


def lineage_of(sql: Sql, tenant: str, fingerprint: str) -> str | None:
    """Return the lineage that a fingerprint leads to; None for an unknown one."""
    row = sql.execute(
        "SELECT lineage FROM aliases WHERE tenant = ? AND fingerprint = ?", (tenant, fingerprint)
    ).fetchone()
    return None if row is None else str(row[0])


def profiles_of(sql: Sql, tenant: str, fingerprints: Sequence[str]) -> dict[str, Profile]:
    """Return profiles by fingerprint, without unknown ones."""
    rows = sql.execute(
        f"SELECT a.fingerprint, a.profile FROM {EACH_TEXT}"
        f" {IN_THIS_ORDER} aliases a ON a.tenant = ? AND a.fingerprint = texts.value",
        (json.dumps(list(fingerprints)), tenant),
    )
    return {row[0]: load_profile(row[1]) for row in rows}


def identity_of(sql: Sql, tenant: str, profile: Profile) -> str:
    """Return the fingerprint of a report after pins are applied; its own if no pin fits."""
    return pinned_identity(sql, tenant, profile.fingerprint, profile.params)


def pinned_identity(sql: Sql, tenant: str, fingerprint: str, params: Sequence[str]) -> str:
    """Do the same as `identity_of`, for a fingerprint and its parameters."""
    for _ in range(MAX_PIN_DEPTH):
        derived = _pinned(sql, tenant, fingerprint, params)
        if derived is None:
            break
        fingerprint = derived
    return fingerprint


def _pinned(sql: Sql, tenant: str, fingerprint: str, params: Sequence[str]) -> str | None:
    rows = sql.execute(
        "SELECT position, value, derived FROM pins WHERE tenant = ? AND fingerprint = ? ORDER BY seq",
        (tenant, fingerprint),
    )
    for position, value, derived in rows:
        if position < len(params) and params[position] == value:
            return str(derived)
    return None


def pin(txn: Transaction, alias: Row, found: Pin, lineage: str) -> None:
    """Lead each pinned value's derived fingerprint to a lineage."""
    tenant, fingerprint = alias["tenant"], alias["fingerprint"]
    for value in found.values:
        derived = derived_fingerprint(fingerprint, found.position, value)
        txn.sql.execute(
            "INSERT INTO pins VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (txn.next_seq(), tenant, fingerprint, found.position, value, derived),
        )
        _derive(txn, alias, derived, found.position, value, lineage)
    txn.sql.execute("UPDATE aliases SET pinned = 1 WHERE seq = ?", (alias["seq"],))


def _derive(txn: Transaction, alias: Row, derived: str, position: int, value: str, lineage: str) -> None:
    """Add an alias like its source, with its own identity and parameter. It is found exactly, not by similarity."""
    profile = json.loads(alias["profile"])
    profile["fingerprint"] = derived
    profile["params"][position] = value
    txn.sql.execute(
        "INSERT INTO aliases (seq, tenant, fingerprint, lineage, home, service, environment, origin, profile)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, 'pin', ?)"
        " ON CONFLICT (tenant, fingerprint) DO UPDATE SET lineage = excluded.lineage, home = excluded.home",
        (
            txn.next_seq(),
            alias["tenant"],
            derived,
            lineage,
            lineage,
            alias["service"],
            alias["environment"],
            to_json(profile),
        ),
    )
