"""The deferred semantic match of a ticket that was opened on its fingerprint alone."""

import base64

from tools.nouns import pending
from tools.nouns.decisions import Decision, Rematch, Verdict
from tools.nouns.event_json import event_from_json, resolved_from_json
from tools.nouns.event_kinds import REGROUPINGS, EventKind
from tools.nouns.events import Joined
from tools.nouns.jobs import JobKind
from tools.nouns.reports import Candidates
from tools.rules import decisions
from tools.rules.choices import Judged, MatchQuery
from tools.rules.effects import SYSTEM, Source, happened
from tools.rules.twins import closed_with
from tools.tickets.s3.acts import keep_resolution
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.aliases import Alias
from tools.tickets.s3.problem.head_changes import announce_first, apply, subject_of
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.problem.merge_protocol import apart, lead, merge_live
from tools.tickets.s3.problem.parting import part_logs
from tools.tickets.s3.problem.recovery import forget
from tools.tickets.s3.problem.shown_reports import shown
from tools.tickets.s3.recording.semantic import choose_among
from tools.tickets.s3.recording.vectors import list_vector
from tools.tickets.s3.regrouping.next_generation import become_next
from tools.tickets.shared.stored_reports import would_regress


async def rematch(parts: Parts, tenant: str, fingerprint: str, candidates: Candidates) -> Rematch:
    """Decide, now that the search has finished. A repeat changes nothing."""
    alias = await parts.aliases.load(tenant, fingerprint)
    if alias is None:
        return Rematch.NONE
    root = await parts.heads.root(tenant, alias.lineage, alias.initial_head())
    waiting = bool(root.head.pending & pending.SEMANTIC) or any(job.kind is JobKind.MATCH for job in root.jobs.values())
    await _make_searchable(parts, tenant, alias, candidates.vector, waiting=waiting)
    ended = Rematch.NONE
    if waiting and root.head.live and alias.home == root.id:
        ended = await _judge(parts, root, alias, candidates)
    elif waiting and alias.home == root.id:
        await _finish_closing(parts, root)
    now, source = parts.clock(), Source(alias.claimed_by, fingerprint)
    await parts.heads.change(tenant, alias.home, lambda head: announce_first(head, source, now))
    return ended


async def _make_searchable(parts: Parts, tenant: str, alias: Alias, vector: bytes, *, waiting: bool) -> None:
    """List the ticket's vector for later searches.

    `waiting`: the process that opened the ticket may have died before it listed the vector. Listing it twice is
    harmless.
    """
    if not vector:
        return
    if not alias.vector:
        text = base64.b64encode(vector).decode()
        await parts.aliases.point(tenant, alias.fingerprint, vector=text)
    if waiting:
        await list_vector(parts.objects, tenant, alias.service, alias.fingerprint, vector, parts.clock())


async def _judge(parts: Parts, own: Lineage, alias: Alias, candidates: Candidates) -> Rematch:
    match_query = MatchQuery(own.tenant, own.service, own.environment, alias.stored_profile(), candidates)
    choice = await choose_among(parts, match_query, parts.policy)
    for each in (choice.winner, *choice.refused):
        if each is None or not each.joins:
            continue
        other = await parts.heads.root(own.tenant, each.option.lineage)
        if other.id != own.id and not await apart(parts, own.tenant, own.id, other.id):
            return await _join(parts, own, other, each, alias)
    return Rematch.NONE


async def _join(parts: Parts, own: Lineage, other: Lineage, judged: Judged, alias: Alias) -> Rematch:
    """Merge it into a live head, or make it the next generation of a resolved one; late reports only join it."""
    found, now = decisions.judged(alias.stored_profile(), judged), parts.clock()
    if other.head.live:
        if not await merge_live(parts, own.tenant, own.id, other.id):
            return Rematch.NONE
        winner = await parts.heads.root(own.tenant, own.id)
        decision = decisions.deferred(found, Verdict.EXISTING, winner.head.id)
        await parts.heads.change(
            own.tenant, winner.id, lambda head: head.event(head.head.id, now, "system", Joined(decision))
        )
        return Rematch.MERGED
    if not _alone(own):
        return Rematch.NONE
    if not await _comes_after(parts, own, other):
        return await _close(parts, own, other, found)
    decision = decisions.deferred(found, Verdict.REGRESSION, other.head.id, recurs=other.head.recovered)
    became = await become_next(parts, own, other, decision)
    return Rematch.REGRESSION if became else Rematch.NONE


async def _close(parts: Parts, own: Lineage, other: Lineage, found: Decision) -> Rematch:
    """Close the ticket as part of the other one.

    Its fingerprints now lead to that one's problem. NONE: it is not alone any more.
    """
    stored, now = other.head.resolution, parts.clock()
    if stored is None:
        return Rematch.NONE
    resolved = closed_with(other.head.id, resolved_from_json(stored))
    joined = Joined(decisions.deferred(found, Verdict.EXISTING, other.head.id))

    def close(head: Lineage) -> bool:
        if head.into is not None or not head.head.live or not _alone(head):
            return False
        head.event(head.head.id, now, SYSTEM, joined)
        apply(head, head.head.id, happened(subject_of(head, head.head), resolved, SYSTEM, now), now)
        keep_resolution(head.head, resolved, now)
        forget(head, head.head)
        head.close_log(now)
        return True

    if not (await parts.heads.change(own.tenant, own.id, close))[1]:
        return Rematch.NONE
    await _lead_to(parts, own, other.id)
    return Rematch.CLOSED


async def _lead_to(parts: Parts, own: Lineage, other: str) -> None:
    """Point the fingerprints of a closed ticket at the other problem, which may have to look for their reports here."""
    await part_logs(parts, own.tenant, [own.id], other)
    await lead(parts, own.tenant, own, other)


async def _finish_closing(parts: Parts, own: Lineage) -> None:
    """Point its fingerprints at the other problem, if a crash between the two writes of `_close` left that undone."""
    joined = [event for event in own.events if event["kind"] == EventKind.JOINED.value and event["actor"] == SYSTEM]
    twin = event_from_json(EventKind.JOINED.value, joined[-1]["data"]) if joined else None
    if isinstance(twin, Joined) and twin.decision.candidate and own.events[-1]["actor"] == SYSTEM:
        found = await parts.heads.of(own.tenant, twin.decision.candidate)
        await _lead_to(parts, own, found.id)


async def _comes_after(parts: Parts, own: Lineage, other: Lineage) -> bool:
    """Return True if any of its reports would be a regression of the other problem, in whatever order they arrived."""
    closed_at, own_reports = other.head.closed_at or 0.0, await shown(parts, own, own.head)
    after = [each for each in own_reports if each.event_at is not None or each.received_at >= closed_at]
    return would_regress(other.generations(), after, parts.policy)


def _alone(own: Lineage) -> bool:
    """Return False for a ticket that people merged or split, or that has a history; it keeps its own lineage."""
    touched = any(event["kind"] in REGROUPINGS for event in own.events)
    return len(own.tickets) == 1 and not own.absorbed and not own.announced and not touched
