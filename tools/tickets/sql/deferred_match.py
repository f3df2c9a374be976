"""The deferred semantic match of a ticket that was opened on its fingerprint alone."""

import json

from tools.nouns import pending
from tools.nouns.decisions import JUDGED, Decision, Rematch, Verdict
from tools.nouns.event_json import resolved_from_json
from tools.nouns.events import Joined
from tools.nouns.incidents import Status
from tools.nouns.policy import Policy
from tools.nouns.reports import Candidates, Profile
from tools.rules import decisions
from tools.rules.choices import Judged, MatchQuery
from tools.rules.effects import SYSTEM, became_next, happened
from tools.rules.new_tickets import next_generation
from tools.rules.twins import closed_with
from tools.tickets.shared.stored_reports import would_regress
from tools.tickets.sql.acts import keep_resolution
from tools.tickets.sql.database import Row, Sql
from tools.tickets.sql.problem.aliases import load_profile
from tools.tickets.sql.problem.constraints import apart, family, touched
from tools.tickets.sql.problem.recovery import forget
from tools.tickets.sql.problem.shown_reports import absorb, occurrences_of
from tools.tickets.sql.problem.tickets import apply, generations_of, newest, subject_of
from tools.tickets.sql.recording.semantic import choose_among
from tools.tickets.sql.transaction import Transaction

ALIAS = "SELECT * FROM aliases WHERE tenant = ? AND fingerprint = ?"
COMPARED = "UPDATE tickets SET pending = pending & ~? WHERE lineage = ? AND (pending & ?) <> 0 RETURNING id"


def rematch(txn: Transaction, tenant: str, fingerprint: str, candidates: Candidates, policy: Policy) -> Rematch:
    """The search has finished: decide now. A second call changes nothing."""
    alias = txn.sql.execute(ALIAS, (tenant, fingerprint)).fetchone()
    if alias is None:
        return Rematch.NONE
    head = newest(txn.sql, alias["home"])
    _make_searchable(txn, alias, candidates.vector)
    waiting = txn.sql.execute(COMPARED, (pending.SEMANTIC, alias["home"], pending.SEMANTIC)).fetchall()
    if not waiting or not Status(head["status"]).live or alias["home"] != alias["lineage"]:
        return Rematch.NONE
    return _judge(txn, head, load_profile(alias["profile"]), candidates, policy)


def _make_searchable(txn: Transaction, alias: Row, vector: bytes) -> None:
    if alias["vector_seq"] is None and vector:
        txn.sql.execute(
            "UPDATE aliases SET vector = ?, vector_seq = ? WHERE seq = ?", (vector, txn.next_seq(), alias["seq"])
        )


def _judge(txn: Transaction, head: Row, profile: Profile, candidates: Candidates, policy: Policy) -> Rematch:
    match_query = MatchQuery(head["tenant"], head["service"], head["environment"], profile, candidates)
    choice = choose_among(txn.sql, match_query, policy)
    own = head["lineage"]
    for each in (choice.winner, *choice.refused):
        if each is not None and each.joins and each.option.lineage != own:
            if apart(txn.sql, head["tenant"], own, each.option.lineage):
                continue
            return _join(txn, head, each, profile, policy)
    return Rematch.NONE


def _join(txn: Transaction, head: Row, judged: Judged, profile: Profile, policy: Policy) -> Rematch:
    """Join a live head by a merge, where the older ticket wins.

    If the other head is resolved, become its next generation, or close with it.
    """
    other, found = newest(txn.sql, judged.option.lineage), decisions.judged(profile, judged)
    if Status(other["status"]).live:
        loser, winner = (head, other) if other["seq"] < head["seq"] else (other, head)
        decision = decisions.deferred(found, Verdict.EXISTING, winner["id"])
        absorb(txn, loser, winner, JUDGED, "system")
        txn.event(head["tenant"], winner["id"], "system", Joined(decision))
        return Rematch.MERGED
    if not _alone(txn.sql, head):
        return Rematch.NONE
    if not _comes_after(txn.sql, head, other, policy):
        _close(txn, head, other, found)
        return Rematch.CLOSED
    decision = decisions.deferred(found, Verdict.REGRESSION, other["id"], recurs=subject_of(other).recovered)
    _become_next(txn, head, other, decision, policy)
    return Rematch.REGRESSION


def _close(txn: Transaction, head: Row, other: Row, found: Decision) -> None:
    """Close the ticket with the other one, to whose problem its fingerprints lead from now on."""
    resolved = closed_with(other["id"], resolved_from_json(json.loads(other["resolution"])))
    joined = Joined(decisions.deferred(found, Verdict.EXISTING, other["id"]))
    txn.event(head["tenant"], head["id"], SYSTEM, joined)
    ticket = subject_of(head)
    keep_resolution(txn, head, resolved, apply(txn, ticket, happened(ticket, resolved, SYSTEM, txn.now)))
    forget(txn, head["id"])
    txn.sql.execute("UPDATE aliases SET lineage = ? WHERE lineage = ?", (other["lineage"], head["lineage"]))


def _comes_after(sql: Sql, head: Row, other: Row, policy: Policy) -> bool:
    """True if any of its reports, in whatever order they came, would be a regression of the other problem."""
    own = occurrences_of(sql, head["id"])
    after = [each for each in own if each.event_at is not None or each.seq > other["resolved_seq"]]
    return would_regress(generations_of(sql, other["lineage"]), after, policy)


def _alone(sql: Sql, head: Row) -> bool:
    """True unless people have merged or split the ticket, or it has a history: such a ticket keeps its own lineage."""
    own = head["lineage"]
    return head["generation"] == 1 and len(family(sql, own)) == 1 and not touched(sql, head["tenant"], own)


def _become_next(txn: Transaction, head: Row, other: Row, decision: Decision, policy: Policy) -> None:
    """Make the ticket the other lineage's next generation."""
    ticket = next_generation(subject_of(other), subject_of(head), policy)
    txn.sql.execute(
        "UPDATE tickets SET lineage = ?, generation = ?, regression_of = ?, severity = ? WHERE id = ?",
        (ticket.root_id, ticket.generation, ticket.regression_of, int(ticket.severity), head["id"]),
    )
    txn.sql.execute(
        "UPDATE aliases SET lineage = ?, home = ? WHERE lineage = ?",
        (ticket.root_id, ticket.root_id, head["lineage"]),
    )
    apply(txn, ticket, became_next(ticket, head["last_seen"], decision, txn.now, advice_is_due=False))
