"""A fingerprint never seen: it joins a judged problem, or claims a problem of its own and compares itself with rivals."""

import base64
from dataclasses import asdict, replace

from tools.errors import Unavailable
from tools.ids import new_ulid
from tools.nouns.decision_json import decision_to_json
from tools.nouns.recorded import Recorded
from tools.nouns.reports import Candidates
from tools.rules.choosing import Choice, Judged
from tools.rules.learning import Lesson
from tools.text.identity.fingerprint import profile_to_json
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.aliases import Alias
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.problem.outstanding import announce_first
from tools.tickets.s3.recording import deciding
from tools.tickets.s3.recording.placing import Order


async def open_problem(parts: Parts, order: Order, candidates: Candidates | None) -> Recorded | None:
    """Record it. None: another report claimed the fingerprint first."""
    report = order.report
    taught = await parts.skeletons.lesson(report.tenant, report.service, order.profile)
    if taught is not None:
        return await _learned(parts, order, taught, candidates)
    choice = await deciding.choose(parts, order, candidates)
    if choice.winner is not None:
        return await _join(parts, order, choice, choice.winner, candidates)
    return await _claim(parts, order, choice, candidates)


async def _join(
    parts: Parts, order: Order, choice: Choice, winner: Judged, candidates: Candidates | None
) -> Recorded | None:
    """Lead the fingerprint to the winner's lineage, then count the report there."""
    root = await parts.heads.root(order.report.tenant, winner.option.lineage)
    alias = alias_of(order, root.id, winner.method, candidates)
    if not await parts.aliases.claim(order.report.tenant, alias):
        return None
    await _remember(parts, order, candidates)
    return await _count(parts, root, await deciding.joining(parts, order, choice, winner))


async def _learned(parts: Parts, order: Order, taught: Lesson, candidates: Candidates | None) -> Recorded | None:
    """Its only new word is a parameter: it joins its siblings, which may become one problem by that."""
    tenant = order.report.tenant
    root = await parts.heads.root(tenant, taught.lineages[0])
    if not await parts.aliases.claim(tenant, alias_of(order, root.id, "learned", candidates)):
        return None
    await _remember(parts, order, candidates)
    await parts.skeletons.gather(tenant, taught)
    return await _count(parts, await parts.heads.root(tenant, root.id), deciding.taught(order, taught))


async def _claim(parts: Parts, order: Order, choice: Choice, candidates: Candidates | None) -> Recorded | None:
    """Claim the fingerprint with the head of a new lineage, make the head, then look for rivals."""
    tenant = order.report.tenant
    lineage, placed = await deciding.new_problem(parts, order, choice, candidates)
    alias = replace(
        alias_of(order, lineage.id, "first", candidates, lineage), decision=decision_to_json(placed.decision)
    )
    if not await parts.aliases.claim(tenant, alias):
        return None
    await parts.heads.help(lineage)
    await _remember(parts, order, candidates)
    if candidates is not None:
        if (joined := await _yield_to_rival(parts, order, lineage, candidates)) is not None:
            return joined
        await _announce(parts, order, lineage.id)
    flush = _flush(parts)
    if (earlier := await _earlier(parts, order, lineage.id, flush)) is not None:
        return earlier
    seen, written = await parts.recorder.first(lineage, order, placed, flush)
    return (await parts.answering.written(seen, written))[0]


async def _announce(parts: Parts, order: Order, lineage: str) -> None:
    now, live_run = parts.clock(), order.mode.live_run
    await parts.heads.change(
        order.report.tenant,
        lineage,
        lambda head: announce_first(head, order.source, now, live_run=live_run),
    )


async def _yield_to_rival(parts: Parts, order: Order, mine: Lineage, candidates: Candidates) -> Recorded | None:
    """Of two problems claimed at the same time, at least one sees the other here; the later id gives way."""
    choice = await deciding.choose(parts, order, candidates)
    winner = choice.winner
    if winner is None:
        return None
    root = await parts.heads.root(order.report.tenant, winner.option.lineage)
    if root.id == mine.id or not await parts.merging.join(order.report.tenant, mine.id, root.id):
        return None
    if root.id > mine.id:
        return None
    joining = await deciding.joining(parts, order, choice, winner)
    return await _count(parts, await parts.heads.root(order.report.tenant, mine.id), joining)


async def _count(parts: Parts, root: Lineage, order: Order) -> Recorded:
    flush = _flush(parts)
    if (earlier := await _earlier(parts, order, root.id, flush)) is not None:
        return earlier
    seen, written = await parts.recorder.write(root, [order], flush)
    return (await parts.answering.written(seen, written))[0]


async def _earlier(parts: Parts, order: Order, lineage: str, flush: str) -> Recorded | None:
    """The answer of an earlier delivery that is stored elsewhere. Raises Unavailable while it is being written."""
    found = (await parts.recorder.claim([order], lineage, flush))[0]
    if isinstance(found, Unavailable):
        raise found
    return None if found is None else await parts.answering.stored(order.report.tenant, found)


async def _remember(parts: Parts, order: Order, candidates: Candidates | None) -> None:
    """Make the fingerprint findable: by its words at once, by similarity once it has a vector."""
    report, now = order.report, parts.clock()
    await parts.skeletons.remember(report.tenant, report.service, order.profile, now)
    if candidates is not None and candidates.vector:
        await parts.vectors.add(report.tenant, report.service, order.fingerprint, candidates.vector, now)


def _flush(parts: Parts) -> str:
    return new_ulid(parts.clock())


def alias_of(
    order: Order, lineage: str, origin: str, candidates: Candidates | None, born: Lineage | None = None
) -> Alias:
    """The alias a report claims; `born` is the head it brings with it."""
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
        vector=base64.b64encode(candidates.vector).decode() if candidates is not None else "",
        birth=None if born is None else asdict(born),
    )
