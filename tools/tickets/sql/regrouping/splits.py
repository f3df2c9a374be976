"""Splits a merged ticket, a fingerprint or chosen occurrences off a ticket; later reports follow them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from tools.nouns.events import SplitOff
from tools.nouns.incidents import Incident
from tools.nouns.policy import Policy
from tools.nouns.redacted import Redacted
from tools.nouns.selectors import MergedTicket, Selector
from tools.rules.pins import Pin
from tools.rules.preconditions import check_split
from tools.rules.recovery import Occasion
from tools.tickets.shared.splits import chosen_and_rest, open_part, pins_between
from tools.tickets.sql import views
from tools.tickets.sql.database import Row, Sql
from tools.tickets.sql.problem.aliases import load_profile, pin
from tools.tickets.sql.problem.constraints import CANNOT, teach
from tools.tickets.sql.problem.recovery import judge
from tools.tickets.sql.problem.shown_reports import Occurrence, occurrences_of, recount, regroup
from tools.tickets.sql.problem.tickets import apply, find, insert_ticket, state_of, subject_of
from tools.tickets.sql.regrouping.merges import unmerge
from tools.tickets.sql.transaction import Transaction


def split(
    txn: Transaction,
    tenant: str,
    incident_id: str,
    selector: Selector,
    reason: Redacted,
    actor: str,
    policy: Policy,
) -> Incident:
    """Split and return the new incident. Raises InvalidRequest, NotFound, or Conflict if nothing differs."""
    row = find(txn.sql, tenant, incident_id)
    if isinstance(selector, MergedTicket):
        return unmerge(txn, row, find(txn.sql, tenant, selector.incident_id), reason, actor, policy)
    check_split(state_of(txn.sql, row))
    chosen, rest = chosen_and_rest(occurrences_of(txn.sql, incident_id), selector)
    return _part(txn, Parting(row, chosen, rest, reason, actor))


@dataclass(frozen=True, slots=True)
class Parting:
    """Both sides of a split; neither is empty."""

    ticket: Row
    chosen: Sequence[Occurrence]
    rest: Sequence[Occurrence]
    reason: Redacted
    actor: str


def _part(txn: Transaction, parting: Parting) -> Incident:
    """Open the new ticket, lead the fingerprints there and show the chosen occurrences on it."""
    source, chosen, tenant = parting.ticket, parting.chosen, parting.ticket["tenant"]
    pins = pins_between(chosen, parting.rest, lambda each: _body(txn.sql, each))
    aliases = {fingerprint: _alias(txn.sql, tenant, fingerprint) for fingerprint in pins}
    profile = load_profile(aliases[chosen[0].fingerprint]["profile"])
    ticket, effects = open_part(
        subject_of(source), source["release"], chosen, profile, parting.reason, parting.actor, txn.now
    )
    made = ticket.subject
    insert_ticket(txn, ticket)
    for fingerprint, found in pins.items():
        _lead(txn, aliases[fingerprint], found, made.root_id)
    regroup(txn, [each.seq for each in chosen], made.incident_id)
    for changed in {each.shown_on for each in chosen} | {source["id"], made.incident_id}:
        recount(txn, changed)
    teach(txn, tenant, made.root_id, source["lineage"], CANNOT, parting.actor)
    apply(txn, made, effects)
    parted = SplitOff(made.incident_id, parting.reason, moved=len(chosen))
    txn.event(tenant, source["id"], parting.actor, parted)
    for side in (source["id"], made.incident_id):
        judge(txn, side, Occasion.REGROUPED)
    return views.shown(txn, tenant, made.incident_id)


def _lead(txn: Transaction, alias: Row, found: Pin | None, lineage: str) -> None:
    """Make later reports of a fingerprint follow: all of them, or those with the pinned values."""
    if found is None:
        txn.sql.execute("UPDATE aliases SET lineage = ?, home = ? WHERE seq = ?", (lineage, lineage, alias["seq"]))
    else:
        pin(txn, alias, found, lineage)


def _body(sql: Sql, occurrence: Occurrence) -> dict[str, Any] | None:
    body = sql.execute("SELECT body FROM occurrences WHERE seq = ?", (occurrence.seq,)).fetchone()["body"]
    return None if body is None else orjson.loads(body)


def _alias(sql: Sql, tenant: str, fingerprint: str) -> Row:
    row: Row = sql.execute(
        "SELECT * FROM aliases WHERE tenant = ? AND fingerprint = ?", (tenant, fingerprint)
    ).fetchone()
    return row
