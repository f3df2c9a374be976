"""Fingerprints that a person split by the value of one parameter."""

import sqlite3

from tools.nouns.reports import Profile

MAX_DEPTH = 8


def identity(sql: sqlite3.Connection, tenant: str, fingerprint: str, params: tuple[str, ...]) -> str:
    """The fingerprint a report really has once pins are applied; its own when none fits."""
    for _ in range(MAX_DEPTH):
        derived = _pinned(sql, tenant, fingerprint, params)
        if derived is None:
            break
        fingerprint = derived
    return fingerprint


def identity_of(sql: sqlite3.Connection, tenant: str, profile: Profile) -> str:
    """`identity` of a profile."""
    return identity(sql, tenant, profile.fingerprint, profile.params)


def _pinned(sql: sqlite3.Connection, tenant: str, fingerprint: str, params: tuple[str, ...]) -> str | None:
    rows = sql.execute(
        "SELECT position, value, derived FROM pins WHERE tenant = ? AND fingerprint = ? ORDER BY seq",
        (tenant, fingerprint),
    )
    for position, value, derived in rows:
        if position < len(params) and params[position] == value:
            return str(derived)
    return None
