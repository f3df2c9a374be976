"""Part occurrences from a ticket: whole fingerprints move their alias, a part of one pins the parameter that differs."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from tools.errors import Conflict
from tools.nouns.events import Split, SplitOff
from tools.nouns.incidents import Incident
from tools.nouns.redacted import Redacted
from tools.rules.pinning import separating
from tools.rules.titles import title_of
from tools.tickets.embedded import outbox, pending, views
from tools.tickets.embedded.profiles import load_profile
from tools.tickets.embedded.recording.tickets import insert_ticket
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
    source = parting.ticket
    tenant = source["tenant"]
    ticket = insert_ticket(txn, _opening(txn.sql, parting))
    for fingerprint in dict.fromkeys(each["fingerprint"] for each in parting.chosen):
        _lead(txn, parting, fingerprint, ticket["lineage"])
    regroup(txn, [each["seq"] for each in parting.chosen], ticket["id"])
    for changed in {each["shown_on"] for each in parting.chosen} | {source["id"], ticket["id"]}:
        recount(txn, changed)
    teach(txn, tenant, ticket["lineage"], source["lineage"], CANNOT, parting.actor)
    txn.event(tenant, ticket["id"], parting.actor, Split(source["id"], parting.reason))
    parted = SplitOff(ticket["id"], parting.reason, moved=len(parting.chosen))
    txn.event(tenant, source["id"], parting.actor, parted)
    first = parting.chosen[0]
    outbox.enqueue(txn, outbox.ADVISE, ticket, first["request_id"], first["fingerprint"], {"verdict": "new"})
    return views.incident(txn.sql, tenant, ticket["id"])


def _opening(sql: sqlite3.Connection, parting: Parting) -> dict[str, object]:
    source, first = parting.ticket, parting.chosen[0]
    inherited = ("tenant", "service", "environment", "release", "first_seen", "last_seen")
    worst = max((each["severity"] for each in parting.chosen if each["severity"] is not None), default=None)
    profile = load_profile(_alias(sql, first)["profile"])
    return {name: source[name] for name in inherited} | {
        "severity": source["severity"] if worst is None else worst,
        "title": title_of(profile, source["title"]),
        "pending": pending.RUNBOOKS | pending.ADVICE,
    }


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
