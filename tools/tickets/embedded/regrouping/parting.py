"""Part occurrences from a ticket: whole fingerprints move their alias, a part of one pins the parameter that differs."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from tools.errors import Conflict
from tools.nouns.events import SplitOff
from tools.nouns.incidents import Incident
from tools.nouns.redacted import Redacted
from tools.rules.effects import Source, split_off
from tools.rules.new_tickets import NewTicket, part_ticket, worst
from tools.rules.pinning import separating
from tools.rules.titles import title_of
from tools.tickets.embedded import views
from tools.tickets.embedded.recording.aliases import load_profile
from tools.tickets.embedded.recording.tickets import apply, insert_ticket, subject_of
from tools.tickets.embedded.regrouping.constraints import CANNOT, teach
from tools.tickets.embedded.regrouping.grouping import recount, regroup
from tools.tickets.embedded.regrouping.pinning import pin
from tools.tickets.embedded.transaction import Transaction


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
    source, ticket = parting.ticket, _part_ticket(txn, parting)
    tenant, made = source["tenant"], ticket.subject
    insert_ticket(txn, ticket)
    for fingerprint in dict.fromkeys(each["fingerprint"] for each in parting.chosen):
        _lead(txn, parting, fingerprint, made.root_id)
    regroup(txn, [each["seq"] for each in parting.chosen], made.incident_id)
    for changed in {each["shown_on"] for each in parting.chosen} | {source["id"], made.incident_id}:
        recount(txn, changed)
    teach(txn, tenant, made.root_id, source["lineage"], CANNOT, parting.actor)
    first = Source(parting.chosen[0]["request_id"], parting.chosen[0]["fingerprint"])
    apply(txn, made, split_off(source["id"], parting.reason, parting.actor, first))
    parted = SplitOff(made.incident_id, parting.reason, moved=len(parting.chosen))
    txn.event(tenant, source["id"], parting.actor, parted)
    return views.incident(txn.sql, tenant, made.incident_id)


def _part_ticket(txn: Transaction, parting: Parting) -> NewTicket:
    source = parting.ticket
    profile = load_profile(_alias(txn.sql, parting.chosen[0])["profile"])
    return part_ticket(
        subject_of(source),
        txn.new_incident_id(),
        worst(each["severity"] for each in parting.chosen),
        title=title_of(profile, source["title"]),
        release=source["release"],
        opened_at=source["first_seen"],
    )


def _lead(txn: Transaction, parting: Parting, fingerprint: str, lineage: str) -> None:
    """Make later reports of a fingerprint follow: all of them, or those with the pinned values."""
    tenant = parting.ticket["tenant"]
    chosen = [each for each in parting.chosen if each["fingerprint"] == fingerprint]
    rest = [each for each in parting.rest if each["fingerprint"] == fingerprint]
    if not rest:
        txn.sql.execute(
            "UPDATE aliases SET lineage = ?, home = ? WHERE tenant = ? AND fingerprint = ?",
            (lineage, lineage, tenant, fingerprint),
        )
        return
    found = separating(_params(txn.sql, chosen), _params(txn.sql, rest))
    if found is None:
        raise Conflict("no parameter tells the chosen occurrences from the others", fingerprint=fingerprint)
    pin(txn, _alias(txn.sql, chosen[0]), found, lineage)


def _params(sql: sqlite3.Connection, occurrences: Sequence[sqlite3.Row]) -> list[tuple[str, ...]]:
    """The parameters of each report. Raises Conflict when a text was pruned."""
    found = []
    for each in occurrences:
        body = sql.execute("SELECT body FROM occurrences WHERE seq = ?", (each["seq"],)).fetchone()["body"]
        if body is None:
            raise Conflict("the text of some occurrences was pruned, so nothing can be compared")
        found.append(tuple(orjson.loads(body).get("params", ())))
    return found


def _alias(sql: sqlite3.Connection, occurrence: sqlite3.Row) -> sqlite3.Row:
    row: sqlite3.Row = sql.execute(
        "SELECT * FROM aliases WHERE tenant = ? AND fingerprint = ?",
        (occurrence["tenant"], occurrence["fingerprint"]),
    ).fetchone()
    return row
