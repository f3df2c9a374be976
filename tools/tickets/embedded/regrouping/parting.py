"""Part occurrences from a ticket: whole fingerprints move their alias, a part of one pins the parameter that differs."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from tools.nouns.events import SplitOff
from tools.nouns.incidents import Incident
from tools.nouns.redacted import Redacted
from tools.rules.pinning import Pin, derived_fingerprint
from tools.tickets.embedded import views
from tools.tickets.embedded.recording.aliases import load_profile
from tools.tickets.embedded.recording.tickets import apply, insert_ticket, subject_of
from tools.tickets.embedded.regrouping.constraints import CANNOT, teach
from tools.tickets.embedded.regrouping.grouping import recount, regroup
from tools.tickets.embedded.transaction import Transaction, to_json
from tools.tickets.shared.splits import open_part, pins_between


@dataclass(frozen=True, slots=True)
class Parting:
    """Both sides of a split, as occurrence rows; neither is empty."""

    ticket: sqlite3.Row
    chosen: Sequence[sqlite3.Row]
    rest: Sequence[sqlite3.Row]
    reason: Redacted
    actor: str


def part(txn: Transaction, parting: Parting) -> Incident:
    """Open the new ticket, lead the fingerprints there and show the chosen occurrences on it."""
    source, chosen, tenant = parting.ticket, parting.chosen, parting.ticket["tenant"]
    pins = pins_between(chosen, parting.rest, lambda each: _body(txn.sql, each))
    aliases = {fingerprint: _alias(txn.sql, tenant, fingerprint) for fingerprint in pins}
    profile = load_profile(aliases[chosen[0]["fingerprint"]]["profile"])
    ticket, effects = open_part(
        subject_of(source), source["release"], chosen, profile, parting.reason, parting.actor, txn.now
    )
    made = ticket.subject
    insert_ticket(txn, ticket)
    for fingerprint, found in pins.items():
        _lead(txn, aliases[fingerprint], found, made.root_id)
    regroup(txn, [each["seq"] for each in chosen], made.incident_id)
    for changed in {each["shown_on"] for each in chosen} | {source["id"], made.incident_id}:
        recount(txn, changed)
    teach(txn, tenant, made.root_id, source["lineage"], CANNOT, parting.actor)
    apply(txn, made, effects)
    parted = SplitOff(made.incident_id, parting.reason, moved=len(chosen))
    txn.event(tenant, source["id"], parting.actor, parted)
    return views.incident(txn.sql, tenant, made.incident_id)


def _lead(txn: Transaction, alias: sqlite3.Row, found: Pin | None, lineage: str) -> None:
    """Make later reports of a fingerprint follow: all of them, or those with the pinned values."""
    if found is None:
        txn.sql.execute("UPDATE aliases SET lineage = ?, home = ? WHERE seq = ?", (lineage, lineage, alias["seq"]))
    else:
        pin(txn, alias, found, lineage)


def _body(sql: sqlite3.Connection, occurrence: sqlite3.Row) -> dict[str, Any] | None:
    body = sql.execute("SELECT body FROM occurrences WHERE seq = ?", (occurrence["seq"],)).fetchone()["body"]
    return None if body is None else orjson.loads(body)


def _alias(sql: sqlite3.Connection, tenant: str, fingerprint: str) -> sqlite3.Row:
    row: sqlite3.Row = sql.execute(
        "SELECT * FROM aliases WHERE tenant = ? AND fingerprint = ?", (tenant, fingerprint)
    ).fetchone()
    return row


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
