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
from tools.tickets.s3.problem.beginnings import announce_first
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.recording.deciding import Deciding
from tools.tickets.s3.recording.order import Order


class Opening:
    """The first report of a fingerprint."""

    def __init__(self, parts: Parts, deciding: Deciding) -> None:
        self._parts = parts
        self._deciding = deciding

    async def open(self, order: Order, candidates: Candidates | None) -> Recorded | None:
        """Record it. None: another report claimed the fingerprint first."""
        report = order.report
        taught = await self._parts.skeletons.lesson(report.tenant, report.service, order.profile)
        if taught is not None:
            return await self._learned(order, taught, candidates)
        choice = await self._deciding.choose(order, candidates)
        if choice.winner is not None:
            return await self._join(order, choice, choice.winner, candidates)
        return await self._claim(order, choice, candidates)

    async def _join(
        self, order: Order, choice: Choice, winner: Judged, candidates: Candidates | None
    ) -> Recorded | None:
        """Lead the fingerprint to the winner's lineage, then count the report there."""
        root = await self._parts.heads.root(order.report.tenant, winner.option.lineage)
        alias = alias_of(order, root.id, winner.method, candidates)
        if not await self._parts.aliases.claim(order.report.tenant, alias):
            return None
        await self._remember(order, candidates)
        return await self._count(root, await self._deciding.joining(order, choice, winner))

    async def _learned(self, order: Order, taught: Lesson, candidates: Candidates | None) -> Recorded | None:
        """Its only new word is a parameter: it joins its siblings, which may become one problem by that."""
        tenant = order.report.tenant
        root = await self._parts.heads.root(tenant, taught.lineages[0])
        if not await self._parts.aliases.claim(tenant, alias_of(order, root.id, "learned", candidates)):
            return None
        await self._remember(order, candidates)
        await self._parts.skeletons.gather(tenant, taught)
        return await self._count(await self._parts.heads.root(tenant, root.id), self._deciding.taught(order, taught))

    async def _claim(self, order: Order, choice: Choice, candidates: Candidates | None) -> Recorded | None:
        """Claim the fingerprint with the head of a new lineage, make the head, then look for rivals."""
        tenant = order.report.tenant
        lineage, placed = await self._deciding.birth(order, choice, candidates)
        alias = replace(
            alias_of(order, lineage.id, "first", candidates, lineage), decision=decision_to_json(placed.decision)
        )
        if not await self._parts.aliases.claim(tenant, alias):
            return None
        await self._parts.heads.help(lineage)
        await self._remember(order, candidates)
        if candidates is not None:
            if (joined := await self._yield_to_rival(order, lineage, candidates)) is not None:
                return joined
            await self._settle(order, lineage.id)
        flush = self._flush()
        if (earlier := await self._earlier(order, lineage.id, flush)) is not None:
            return earlier
        seen, written = await self._parts.recorder.first(lineage, order, placed, flush)
        return (await self._parts.answering.written(seen, written))[0]

    async def _settle(self, order: Order, lineage: str) -> None:
        now, live_run = self._parts.clock(), order.mode.live_run
        await self._parts.heads.change(
            order.report.tenant,
            lineage,
            lambda head: announce_first(head, order.source, now, live_run=live_run),
        )

    async def _yield_to_rival(self, order: Order, mine: Lineage, candidates: Candidates) -> Recorded | None:
        """Of two problems claimed at the same time, at least one sees the other here; the later id gives way."""
        choice = await self._deciding.choose(order, candidates)
        winner = choice.winner
        if winner is None:
            return None
        root = await self._parts.heads.root(order.report.tenant, winner.option.lineage)
        if root.id == mine.id or not await self._parts.merging.join(order.report.tenant, mine.id, root.id):
            return None
        if root.id > mine.id:
            return None
        joining = await self._deciding.joining(order, choice, winner)
        return await self._count(await self._parts.heads.root(order.report.tenant, mine.id), joining)

    async def _count(self, root: Lineage, order: Order) -> Recorded:
        flush = self._flush()
        if (earlier := await self._earlier(order, root.id, flush)) is not None:
            return earlier
        seen, written = await self._parts.recorder.write(root, [order], flush)
        return (await self._parts.answering.written(seen, written))[0]

    async def _earlier(self, order: Order, lineage: str, flush: str) -> Recorded | None:
        """The answer of an earlier delivery that is stored elsewhere. Raises Unavailable while it is being written."""
        found = (await self._parts.recorder.claim([order], lineage, flush))[0]
        if isinstance(found, Unavailable):
            raise found
        return None if found is None else await self._parts.answering.stored(order.report.tenant, found)

    async def _remember(self, order: Order, candidates: Candidates | None) -> None:
        """Make the fingerprint findable: by its words at once, by similarity once it has a vector."""
        report, now = order.report, self._parts.clock()
        await self._parts.skeletons.remember(report.tenant, report.service, order.profile, now)
        if candidates is not None and candidates.vector:
            await self._parts.vectors.add(report.tenant, report.service, order.fingerprint, candidates.vector, now)

    def _flush(self) -> str:
        return new_ulid(self._parts.clock())


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
