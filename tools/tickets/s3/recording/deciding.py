"""What a fingerprint never seen would become: judged and put in words, while nothing is written."""

from dataclasses import replace

from tools.nouns.incidents import Dossier
from tools.nouns.recorded import Recorded
from tools.nouns.reports import Candidates
from tools.rules import decisions
from tools.rules.choosing import Choice, Judged
from tools.rules.learning import Lesson
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.recording.answering import answer
from tools.tickets.s3.recording.placing import Order, Placed, new_lineage, put_on


async def choose(parts: Parts, order: Order, candidates: Candidates | None) -> Choice:
    """What it is judged to be, of all that was found and what came since. Without a search: nothing."""
    if candidates is None:
        return Choice(None, ())
    report = order.report
    return await parts.searching.choose(
        report.tenant, report.service, report.environment, order.profile, candidates, order.policy
    )


async def new_problem(
    parts: Parts, order: Order, choice: Choice, candidates: Candidates | None
) -> tuple[Lineage, Placed]:
    """The head of a problem of its own, as a claim will carry it."""
    searched, report = candidates is not None, order.report
    found = decisions.unmatched(order.profile, choice, report.severity, searched=searched)
    found = await parts.searching.explained(report.tenant, found, choice, None)
    return new_lineage(order, found, parts.clock(), searched=searched)


async def joining(parts: Parts, order: Order, choice: Choice, winner: Judged) -> Order:
    """The order, which says from here on how it was judged to be the winner's problem."""
    found, tenant = decisions.judged(order.profile, winner), order.report.tenant
    found = await parts.searching.explained(tenant, found, choice, winner.option.lineage)
    return replace(order, found=found, joins=True)


def taught(order: Order, lesson: Lesson) -> Order:
    """The same for a report whose only new word was learned to be a parameter."""
    found = decisions.learned(order.profile, lesson.sibling, lesson.position)
    return replace(order, found=found, joins=True)


async def rehearse(parts: Parts, order: Order, candidates: Candidates | None) -> Recorded:
    """Decide, and write nothing."""
    choice = await choose(parts, order, candidates)
    now, count = parts.clock(), 1
    if choice.winner is not None:
        root = await parts.heads.root(order.report.tenant, choice.winner.option.lineage)
        placed = put_on(root, await joining(parts, order, choice, choice.winner), now)
    else:
        root, placed = await new_problem(parts, order, choice, candidates)
    ticket = root.one(placed.incident_id)
    if choice.winner is not None:
        count += (await parts.answering.tally(root, ticket)).count
    return answer(order.report.request_id, root, ticket, count, placed.decision, Dossier())
