"""Write pins: values of one parameter that have an identity of their own."""

import json
import sqlite3

from tools.rules.pinning import Pin, derived_fingerprint
from tools.tickets.embedded.transaction import Transaction, to_json


def pin(txn: Transaction, alias: sqlite3.Row, found: Pin, lineage: str) -> None:
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


def _derive(txn: Transaction, alias: sqlite3.Row, derived: str, position: int, value: str, lineage: str) -> None:
    """An alias like the one it comes from, with its own identity and parameter. It is found exactly, not by similarity."""
    profile = json.loads(alias["profile"])
    profile["fingerprint"] = derived
    profile["params"][position] = value
    txn.sql.execute(
        "INSERT INTO aliases (seq, tenant, fingerprint, lineage, home, service, environment, origin, profile)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, 'pin', ?)"
        " ON CONFLICT DO UPDATE SET lineage = excluded.lineage, home = excluded.home",
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
