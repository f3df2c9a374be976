"""Steps 1 and 6 of recording, for an unknown fingerprint: it joins a known problem or opens a new one."""

import base64
from dataclasses import asdict, dataclass, replace

from tools.nouns.decision_json import decision_to_json
from tools.rules import decisions
from tools.rules.choices import Choice, Judged
from tools.rules.lessons import Lesson
from tools.text.identity.profiles import profile_to_json
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.aliases import Alias
from tools.tickets.s3.problem.head_changes import announce_first
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.problem.merge_protocol import merge_live
from tools.tickets.s3.recording.known_problems import Answer, count
from tools.tickets.s3.recording.lessons import lesson, merge_siblings
from tools.tickets.s3.recording.placement import Placed, RecordRequest, new_lineage
from tools.tickets.s3.recording.semantic import choose_among, explained
from tools.tickets.s3.recording.vectors import list_vector


@dataclass(frozen=True, slots=True)
class Found:
    """The known problem of an unknown fingerprint; `request` says how it was found."""

    root: Lineage
    request: RecordRequest
    lesson: Lesson | None = None


async def find(parts: Parts, request: RecordRequest) -> Found | Choice:
    """Find its problem by the alert's key, a learned word or matching; else return what was compared and refused."""
    tenant = request.report.tenant
    if request.keyed is not None:
        found = decisions.keyed(request.profile, request.keyed.fingerprint)
        root = await parts.heads.root(tenant, request.keyed.lineage)
        return Found(root, replace(request, found=found, joins=True))
    taught = await lesson(parts, tenant, request.report.service, request.profile)
    if taught is not None:
        found = decisions.learned(request.profile, taught.sibling, taught.position)
        root = await parts.heads.root(tenant, taught.lineages[0])
        return Found(root, replace(request, found=found, joins=True), taught)
    choice = await choose_among(parts, request.match_query, request.policy)
    if choice.winner is None:
        return choice
    root = await parts.heads.root(tenant, choice.winner.option.lineage)
    return Found(root, await _judged(parts, request, choice, choice.winner))


async def open_fingerprint(parts: Parts, request: RecordRequest) -> Answer | None:
    """Record the first report of a fingerprint. None: another report claimed it first."""
    found = await find(parts, request)
    return await (_claim(parts, request, found) if isinstance(found, Choice) else _join(parts, found))


async def new_problem(parts: Parts, request: RecordRequest, refused: Choice) -> tuple[Lineage, Placed]:
    """The head of a new problem, as a claim contains it."""
    found = decisions.unmatched(request.profile, refused, request.report.severity, searched=request.searched)
    found = await explained(parts, request.report.tenant, found, refused, None)
    return new_lineage(request, found, parts.clock())


async def _join(parts: Parts, found: Found) -> Answer | None:
    """Point the fingerprint at the known problem, then count the report there."""
    root, request = found.root, found.request
    alias = _alias(request, root.id, request.found.method)
    if not await parts.aliases.claim(request.report.tenant, alias):
        return None
    await _make_findable(parts, request)
    if found.lesson is not None:
        await merge_siblings(parts, root.tenant, found.lesson)
    return await _counted(parts, alias, request)


async def _claim(parts: Parts, request: RecordRequest, refused: Choice) -> Answer | None:
    """Claim the fingerprint with the head of a new problem, write the head, then look for rivals."""
    tenant = request.report.tenant
    lineage, placed = await new_problem(parts, request, refused)
    alias = replace(
        _alias(request, lineage.id, "first"), birth=asdict(lineage), decision=decision_to_json(placed.decision)
    )
    if not await parts.aliases.claim(tenant, alias):
        return None
    await parts.heads.help(lineage)
    await _make_findable(parts, request)
    if request.searched:
        if (answered := await _yield_to_rival(parts, request, alias, lineage)) is not None:
            return answered
        now, live_run = parts.clock(), request.mode.live_run
        await parts.heads.change(
            tenant, lineage.id, lambda head: announce_first(head, request.source, now, live_run=live_run)
        )
    return await _counted(parts, alias, request)


async def _yield_to_rival(parts: Parts, request: RecordRequest, alias: Alias, mine: Lineage) -> Answer | None:
    """Join a rival if there is one.

    Of two problems claimed at the same time, at least one sees the other here; the later id joins the earlier one.
    """
    tenant, choice = request.report.tenant, await choose_among(parts, request.match_query, request.policy)
    if choice.winner is None:
        return None
    rival = await parts.heads.root(tenant, choice.winner.option.lineage)
    if rival.id == mine.id or not await merge_live(parts, tenant, mine.id, rival.id) or rival.id > mine.id:
        return None
    request = await _judged(parts, request, choice, choice.winner)
    return await _counted(parts, alias, request)


async def _counted(parts: Parts, alias: Alias, request: RecordRequest) -> Answer:
    return (await count(parts, alias, [request]))[request.report.request_id]


async def _judged(parts: Parts, request: RecordRequest, choice: Choice, winner: Judged) -> RecordRequest:
    """The request, with the decision that it belongs to the winner's problem."""
    found, tenant = decisions.judged(request.profile, winner), request.report.tenant
    return replace(request, found=await explained(parts, tenant, found, choice, winner.option.lineage), joins=True)


async def _make_findable(parts: Parts, request: RecordRequest) -> None:
    """List its skeletons at once, and its vector if it has one."""
    report, now = request.report, parts.clock()
    await parts.skeletons.remember(report.tenant, report.service, request.profile, now)
    if request.vector:
        await list_vector(parts.objects, report.tenant, report.service, request.fingerprint, request.vector, now)


def _alias(request: RecordRequest, lineage: str, origin: str) -> Alias:
    """The alias that a report claims."""
    report = request.report
    return Alias(
        tenant=report.tenant,
        fingerprint=request.fingerprint,
        lineage=lineage,
        home=lineage,
        service=report.service,
        environment=report.environment,
        origin=origin,
        profile=profile_to_json(request.profile),
        claimed_by=report.request_id,
        vector=base64.b64encode(request.vector).decode(),
    )
