"""Aliases: fingerprint → lineage, with what matching knows of the message; and pins, which split one fingerprint."""

import json
import sqlite3
from collections.abc import Sequence

from tools.nouns.reports import Profile
from tools.text.identity.fingerprint import profile_from_json, profile_to_json
from tools.tickets.embedded.recording.occurrences import Order
from tools.tickets.embedded.transaction import Transaction, to_json

MAX_PIN_DEPTH = 8


def insert_alias(txn: Transaction, order: Order, lineage: str, origin: str, keys: Sequence[int]) -> None:
    """Make the report's fingerprint lead to a lineage; with a vector it can also be found by similarity.

    `keys` are its skeletons, from `learning.keys_of`.
    """
    seq = txn.next_seq()
    report, profile = order.report, order.profile
    vector = order.candidates.vector if order.candidates else None
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
            seq if vector else None,
            dump_profile(profile),
            vector or None,
        ),
    )
    insert_skeletons(txn, seq, keys)


def insert_skeletons(txn: Transaction, alias: int, keys: Sequence[int]) -> None:
    """Keep what later fingerprints are compared by to learn parameters."""
    txn.sql.executemany("INSERT OR IGNORE INTO skeletons VALUES (?, ?)", [(key, alias) for key in keys])


def dump_profile(profile: Profile) -> str:
    """Everything matching knows of a message, as compact JSON."""
    return to_json(profile_to_json(profile))


def load_profile(text: str) -> Profile:
    """The inverse of `dump_profile`."""
    return profile_from_json(json.loads(text))


def identity_of(sql: sqlite3.Connection, tenant: str, profile: Profile) -> str:
    """The fingerprint a report really has once pins are applied; its own when none fits."""
    fingerprint = profile.fingerprint
    for _ in range(MAX_PIN_DEPTH):
        derived = _pinned(sql, tenant, fingerprint, profile.params)
        if derived is None:
            break
        fingerprint = derived
    return fingerprint


def _pinned(sql: sqlite3.Connection, tenant: str, fingerprint: str, params: tuple[str, ...]) -> str | None:
    rows = sql.execute(
        "SELECT position, value, derived FROM pins WHERE tenant = ? AND fingerprint = ? ORDER BY seq",
        (tenant, fingerprint),
    )
    for position, value, derived in rows:
        if position < len(params) and params[position] == value:
            return str(derived)
    return None
