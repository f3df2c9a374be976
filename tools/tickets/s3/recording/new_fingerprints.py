"""Steps 1 and 6 of recording, for a fingerprint never seen: it joins a known problem or claims one of its own."""

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
from tools.tickets.s3.recording.placement import Order, Placed, new_lineage
from tools.tickets.s3.recording.semantic import choose_among, explained
from tools.tickets.s3.recording.vectors import list_vector


@dataclass(frozen=True, slots=True)
class Found:
    """The known problem of a fingerprint never seen; `order` says how it was found."""

    root: Lineage
    order: Order
    lesson: Lesson | None = None


async def find(parts: Parts, order: Order) -> Found | Choice:
    """What it is, by its alert's key, a learned word or judgement; else all that was compared and refused."""
    tenant = order.report.tenant
    if order.keyed is not None:
        found = decisions.keyed(order.profile, order.keyed.fingerprint)
        root = await parts.heads.root(tenant, order.keyed.lineage)
        return Found(root, replace(order, found=found, joins=True))
    taught = await lesson(parts, tenant, order.report.service, order.profile)
    if taught is not None:
        found = decisions.learned(order.profile, taught.sibling, taught.position)
        root = await parts.heads.root(tenant, taught.lineages[0])
        return Found(root, replace(order, found=found, joins=True), taught)
    choice = await choose_among(parts, order.match_query, order.policy)
    if choice.winner is None:
        return choice
    root = await parts.heads.root(tenant, choice.winner.option.lineage)
    return Found(root, await _judged(parts, order, choice, choice.winner))


async def open_fingerprint(parts: Parts, order: Order) -> Answer | None:
    """Record the first report of a fingerprint. None: another report claimed it first."""
    found = await find(parts, order)
    return await (_claim(parts, order, found) if isinstance(found, Choice) else _join(parts, found))


async def new_problem(parts: Parts, order: Order, refused: Choice) -> tuple[Lineage, Placed]:
    """The head of a problem of its own, as a claim will carry it."""
    found = decisions.unmatched(order.profile, refused, order.report.severity, searched=order.searched)
    found = await explained(parts, order.report.tenant, found, refused, None)
    return new_lineage(order, found, parts.clock())


async def _join(parts: Parts, found: Found) -> Answer | None:
    """Lead the fingerprint to the known problem, then count the report there."""
    root, order = found.root, found.order
    alias = _alias(order, root.id, order.found.method)
    if not await parts.aliases.claim(order.report.tenant, alias):
        return None
    await _make_findable(parts, order)
    if found.lesson is not None:
        await merge_siblings(parts, root.tenant, found.lesson)
    return await _counted(parts, alias, order)


async def _claim(parts: Parts, order: Order, refused: Choice) -> Answer | None:
    """Claim the fingerprint with the head of a new problem, make the head, then look for rivals."""
    tenant = order.report.tenant
    lineage, placed = await new_problem(parts, order, refused)
    alias = replace(
        _alias(order, lineage.id, "first"), birth=asdict(lineage), decision=decision_to_json(placed.decision)
    )
    if not await parts.aliases.claim(tenant, alias):
        return None
    await parts.heads.help(lineage)
    await _make_findable(parts, order)
    if order.searched:
        if (answered := await _yield_to_rival(parts, order, alias, lineage)) is not None:
            return answered
        now, live_run = parts.clock(), order.mode.live_run
        await parts.heads.change(
            tenant, lineage.id, lambda head: announce_first(head, order.source, now, live_run=live_run)
        )
    return await _counted(parts, alias, order)


async def _yield_to_rival(parts: Parts, order: Order, alias: Alias, mine: Lineage) -> Answer | None:
    """Of two problems claimed at the same time, at least one sees the other here; the later id gives way."""
    tenant, choice = order.report.tenant, await choose_among(parts, order.match_query, order.policy)
    if choice.winner is None:
        return None
    rival = await parts.heads.root(tenant, choice.winner.option.lineage)
    if rival.id == mine.id or not await merge_live(parts, tenant, mine.id, rival.id) or rival.id > mine.id:
        return None
    order = await _judged(parts, order, choice, choice.winner)
    return await _counted(parts, alias, order)


async def _counted(parts: Parts, alias: Alias, order: Order) -> Answer:
    return (await count(parts, alias, [order]))[order.report.request_id]


async def _judged(parts: Parts, order: Order, choice: Choice, winner: Judged) -> Order:
    """The order, which says from here on that it was judged to be the winner's problem."""
    found, tenant = decisions.judged(order.profile, winner), order.report.tenant
    return replace(order, found=await explained(parts, tenant, found, choice, winner.option.lineage), joins=True)


async def _make_findable(parts: Parts, order: Order) -> None:
    """By its words at once, by similarity once it has a vector."""
    report, now = order.report, parts.clock()
    await parts.skeletons.remember(report.tenant, report.service, order.profile, now)
    if order.vector:
        await list_vector(parts.objects, report.tenant, report.service, order.fingerprint, order.vector, now)


def _alias(order: Order, lineage: str, origin: str) -> Alias:
    """The alias a report claims."""
    report = order.report
    return Alias(
        tenant=report.tenant,
        fingerprint=order.fingerprint,
        lineage=lineage,
        home=lineage,
        service=report.service,
        environment=report.environment,
        origin=origin,
        profile=profile_to_json(order.profile),
        claimed_by=report.request_id,
        vector=base64.b64encode(order.vector).decode(),
    )
