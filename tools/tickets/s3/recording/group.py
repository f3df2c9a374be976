"""Reports of one fingerprint, recorded together: an exact hit for all, or the first one opens the way."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tools.errors import Unavailable
from tools.ids import new_ulid
from tools.nouns.decision_json import decision_from_json
from tools.nouns.policy import Mode
from tools.nouns.recorded import Recorded
from tools.nouns.reports import Candidates, Profile, Report
from tools.rules import decisions
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.aliases import Alias
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.problem.occurrences import Entry
from tools.tickets.s3.recording import deciding
from tools.tickets.s3.recording.answering import answer
from tools.tickets.s3.recording.opening import open_problem
from tools.tickets.s3.recording.placing import Order, Placed, put_on

Asked = tuple[Report, Profile, Candidates | None, Mode]
Answer = Recorded | Unavailable


class Recording:
    """REPORT of the protocol."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def flush(self, asked: Sequence[Asked]) -> list[Answer]:
        """Record reports that share tenant and fingerprint; answers in the same order, each for itself."""
        answers: list[Answer] = []
        while waiting := asked[len(answers) :]:
            report, profile, candidates, _ = waiting[0]
            base = await self._parts.aliases.load(report.tenant, profile.fingerprint)
            fingerprint, alias = profile.fingerprint, base
            if base is not None and base.pins:
                waiting = waiting[:1]
                fingerprint, alias = await self._parts.aliases.identify(report.tenant, profile)
            if alias is not None:
                answers += await self._known(alias, [self._order(each, fingerprint) for each in waiting])
                continue
            first = self._order(waiting[0], fingerprint)
            if (opened := await open_problem(self._parts, first, candidates)) is not None:
                answers.append(opened)
        return answers

    async def rehearse(self, asked: Asked) -> Recorded:
        """Decide, and write nothing."""
        report, profile, candidates, _ = asked
        fingerprint, alias = await self._parts.aliases.identify(report.tenant, profile)
        order = self._order(asked, fingerprint)
        if alias is None:
            return await deciding.rehearse(self._parts, order, candidates)
        root = await self._parts.heads.root(report.tenant, alias.lineage, alias.born())
        placed = put_on(root, order, self._parts.clock())
        ticket = root.one(placed.incident_id)
        count = (await self._parts.answering.tally(root, ticket)).count + 1
        dossier = await self._parts.answering.dossier(report.tenant, ticket)
        return answer(report.request_id, root, ticket, count, placed.decision, dossier)

    def _order(self, asked: Asked, fingerprint: str) -> Order:
        """A report that hits its fingerprint exactly."""
        report, profile, _, mode = asked
        return Order(
            report,
            profile,
            fingerprint,
            mode.policy(self._parts.policy),
            mode,
            decisions.exact(profile.version),
        )

    async def _known(self, alias: Alias, orders: Sequence[Order]) -> list[Answer]:
        """An exact hit for all: one flush; redeliveries are answered as before."""
        root = await self._parts.heads.root(orders[0].report.tenant, alias.lineage, alias.born())
        flush = new_ulid(self._parts.clock())
        orders, asked = _distinct(orders)
        earlier = await self._parts.recorder.claim(orders, root.id, flush)
        answered: dict[str, Answer] = {}
        fresh = []
        for order, entry in zip(orders, earlier, strict=True):
            if entry is None and (opened := await self._finish_opening(alias, root, order, flush)) is not None:
                answered[order.report.request_id] = opened
            elif entry is None:
                fresh.append(order)
            else:
                answered[order.report.request_id] = await self._again(order, entry)
        answered |= await self._write(root, fresh, flush)
        return _in_turn(asked, answered)

    async def _finish_opening(self, alias: Alias, root: Lineage, order: Order, flush: str) -> Recorded | None:
        """The report that claimed this fingerprint, delivered again because its process died: it is still the first."""
        if order.report.request_id != alias.claimed_by or alias.decision is None or root.id != alias.home:
            return None
        placed = Placed(root.tickets[0].id, 1, decision_from_json(alias.decision))
        seen, written = await self._parts.recorder.first(root, order, placed, flush)
        return (await self._parts.answering.written(seen, written))[0]

    async def _write(self, root: Lineage, orders: Sequence[Order], flush: str) -> dict[str, Answer]:
        if not orders:
            return {}
        seen, written = await self._parts.recorder.write(root, orders, flush)
        return {each.request_id: each for each in await self._parts.answering.written(seen, written)}

    async def _again(self, order: Order, entry: Entry | Unavailable) -> Answer:
        """Finish what an earlier delivery wrote and never looked at again, then answer as it would have been."""
        if isinstance(entry, Unavailable):
            return entry
        if entry["done"]:
            return await self._parts.answering.stored(order.report.tenant, entry)
        seen, written = await self._parts.recorder.resume(order, entry)
        return replace((await self._parts.answering.written(seen, written))[0], replayed=True)


def _in_turn(asked: Sequence[str], answered: Mapping[str, Answer]) -> list[Answer]:
    """Answers as they were asked; a request id asked twice is a replay the second time."""
    results: list[Answer] = []
    for place, rid in enumerate(asked):
        answer = answered[rid]
        again = rid in asked[:place] and isinstance(answer, Recorded)
        results.append(replace(answer, replayed=True) if again and isinstance(answer, Recorded) else answer)
    return results


def _distinct(orders: Sequence[Order]) -> tuple[list[Order], list[str]]:
    """Each request id once, and the ids as they were asked."""
    by_id = {order.report.request_id: order for order in reversed(orders)}
    asked = [order.report.request_id for order in orders]
    return [by_id[rid] for rid in dict.fromkeys(asked)], asked
