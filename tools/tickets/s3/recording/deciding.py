"""What a fingerprint never seen would become: judged and put in words, while nothing is written."""

from typing import Any

from tools.nouns.decisions import Recorded
from tools.nouns.incidents import Dossier, Status
from tools.nouns.reports import Candidates
from tools.rules import decisions
from tools.rules.choosing import Choice, Judged
from tools.rules.lifecycle import Generation, Placement
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.recording.answering import answer
from tools.tickets.s3.recording.learning import Lesson
from tools.tickets.s3.recording.order import Order, Placed
from tools.tickets.s3.recording.placing import birth, put_on


class Deciding:
    """Judges the first report of a fingerprint."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def choose(self, order: Order, candidates: Candidates | None) -> Choice:
        """What it is judged to be, of all that was found and what came since. Without a search: nothing."""
        if candidates is None:
            return Choice(None, ())
        report = order.report
        return await self._parts.searching.choose(
            report.tenant, report.service, report.environment, order.profile, candidates, order.policy
        )

    async def birth(self, order: Order, choice: Choice, candidates: Candidates | None) -> tuple[Lineage, Placed]:
        """The head of a problem of its own, as a claim will carry it."""
        searched = candidates is not None
        decision = decisions.opened(order.profile, choice.refused, searched=searched)
        await self._parts.searching.explain(order.report.tenant, decision, choice, None)
        decisions.with_policy(decision, order.policy, order.mode, clamped=order.moment.clamped)
        return birth(order, decision, self._parts.clock(), searched=searched)

    async def join(self, order: Order, choice: Choice, winner: Judged) -> None:
        """From here on the order's decision record tells how it was judged."""
        extra: dict[str, Any] = {}
        await self._parts.searching.explain(order.report.tenant, extra, choice, winner.option.lineage)
        order.joins = True
        order.decide = lambda verdict, candidate, late: (
            decisions.joined(order.profile, verdict, candidate, winner, late) | extra
        )

    def learn(self, order: Order, taught: Lesson) -> None:
        """The same for a report whose only new word was learned to be a parameter."""
        order.joins = True
        order.decide = lambda verdict, candidate, late: decisions.learned(
            order.profile,
            Placement(verdict, Generation(candidate, 0, Status.OPEN), late),
            taught.sibling,
            taught.position,
        )

    async def rehearse(self, order: Order, candidates: Candidates | None) -> Recorded:
        """Decide, and write nothing."""
        choice = await self.choose(order, candidates)
        now, count = self._parts.clock(), 1
        if choice.winner is not None:
            root = await self._parts.heads.root(order.report.tenant, choice.winner.option.lineage)
            await self.join(order, choice, choice.winner)
            placed = put_on(root, order, now)
        else:
            root, placed = await self.birth(order, choice, candidates)
        ticket = root.one(placed.incident_id)
        if choice.winner is not None:
            count += (await self._parts.answering.tally(root, ticket)).count
        return answer(order.report.request_id, placed.verdict, root, ticket, count, placed.decision, Dossier())
