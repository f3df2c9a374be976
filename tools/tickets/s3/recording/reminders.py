"""A repeat of a known activation: a reminder, unless it shows that a resolve of its ticket was wrong."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from tools.nouns.activations import Activation, ActivationOf
from tools.nouns.alert_events import StillFiring
from tools.nouns.decisions import Late, Verdict
from tools.nouns.recorded import Recorded
from tools.rules import decisions
from tools.rules.activations import as_repeat, did_not_hold, reminded
from tools.rules.effects import SYSTEM, escalated
from tools.rules.lifecycle import Placement, place
from tools.rules.recovery import Occasion
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.problem.alerts import Alert
from tools.tickets.s3.problem.answers import answer
from tools.tickets.s3.problem.firings import Known
from tools.tickets.s3.problem.head_changes import apply, subject_of
from tools.tickets.s3.problem.lineage import Lineage
from tools.tickets.s3.problem.recovery import judge
from tools.tickets.s3.recording.found_reports import find
from tools.tickets.s3.recording.placement import RecordRequest

CountAgain = Callable[[RecordRequest], Awaitable[Recorded]]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A report of a known activation, and where it belongs now."""

    request: RecordRequest
    said: ActivationOf
    known: Known
    keeper: Lineage
    root: Lineage
    placement: Placement
    held: bool
    """True if it shows that the reported end was wrong."""
    times: int = 1
    """How many repeats arrived at once."""

    @property
    def old(self) -> Activation:
        """The activation before the repeat."""
        return self.known.activation

    def again(self, kept: Activation) -> Activation:
        """The activation after the repeat, as far as the head that stores it goes."""
        new = reminded(kept, self.said, self.request.report.received_at, self.times)
        return replace(new, end=None) if self.held else new


async def repeat(
    parts: Parts,
    request: RecordRequest,
    said: ActivationOf,
    known: Known,
    keeper: Lineage,
    count_again: CountAgain,
    times: int = 1,
) -> Recorded | None:
    """Record a repeat. None: something else changed in the meantime, so read again.

    `count_again` counts the report on the next generation.
    """
    tenant, request_id = request.report.tenant, request.report.request_id
    if request_id == known.activation.request_id:
        return await parts.answers.stored(tenant, await find(parts, tenant, request_id, keeper.id))
    root = await parts.heads.root(keeper.tenant, keeper.id)
    held = did_not_hold(known.activation, said, parts.clock(), request.policy)
    over = known.activation if not held else replace(known.activation, end=None)
    request = replace(request, report=replace(request.report, activation=as_repeat(said, over)))
    placement = place(root.generations(), request.report, request.policy, root.refires)
    found = Repeat(request, said, known, keeper, root, placement, held, times)
    if placement.reopens or placement.verdict is Verdict.REGRESSION:
        return await _back(parts, found, count_again)
    if held:
        await parts.alerts.change(found.old.alert, lambda alert: _heed_from_now(alert, found.old.request_id))
    await _remind(parts, found)
    return await _answer(parts, found)


async def _back(parts: Parts, found: Repeat, count_again: CountAgain) -> Recorded | None:
    """Claim a firing again that goes on although its ticket was resolved, so that one delivery opens the generation."""
    old, new_id = found.old.request_id, found.request.report.request_id

    def claim(alert: Alert) -> bool:
        firing = alert.firing(old)
        if firing is None:
            return False
        firing.continues = (old, found.keeper.id)
        firing.request_id, firing.lineage, firing.heeds_after = new_id, "", alert.told
        return True

    if not (await parts.alerts.change(found.old.alert, claim))[1]:
        return None
    return await count_again(found.request)


async def _remind(parts: Parts, found: Repeat) -> None:
    """Write the repeat where its activation is stored, and its effects on the ticket that it belongs to."""
    tenant, rid, target = found.keeper.tenant, found.old.request_id, found.placement.generation.incident_id
    moves = found.again(found.old).end is None and await _shown_on(parts, found) != target
    elsewhere = found.keeper.id != found.root.id

    def write(head: Lineage) -> Activation | None:
        kept = head.firing(rid)
        if kept is None:
            return None
        new = found.again(kept)
        if moves:
            new = replace(new, incident_id=target, counted=False)
        if moves and elsewhere:
            del head.activations[rid]
        else:
            head.keep(new)
        if not elsewhere:
            _follow(head, found, parts.clock())
        return new

    root, new = await parts.heads.change(tenant, found.keeper.id, write)
    if elsewhere:
        root = await _write_on_root(parts, found, new if moves else None)
    if root.one(target).recovering_since is not None:
        await judge(parts, root, Occasion.FIRED, request_id=found.request.report.request_id)


async def _write_on_root(parts: Parts, found: Repeat, moved: Activation | None) -> Lineage:
    """Write the effects if the ticket is in another head than the activation."""

    def write(head: Lineage) -> None:
        if moved is not None:
            head.keep(moved)
        _follow(head, found, parts.clock())

    root, _ = await parts.heads.change(found.root.tenant, found.root.id, write)
    if moved is not None:
        await parts.alerts.point(moved.alert, moved.request_id, root.id)
    return root


def _follow(head: Lineage, found: Repeat, now: float) -> None:
    """Raise the ticket to a worse severity; the first repeat after a person's resolve is an event."""
    report, ticket = found.request.report, head.one(found.placement.generation.incident_id)
    if found.placement.late is None:
        raised = escalated(subject_of(head, ticket), report.severity, found.request.source, now)
        apply(head, ticket.id, raised, now)
    elif found.placement.late is Late.STILL_FIRING and found.old.last_seen <= (ticket.resolved_at or 0.0):
        head.event(ticket.id, now, SYSTEM, StillFiring(report.request_id, found.request.moment.at))


def _heed_from_now(alert: Alert, request_id: str) -> None:
    firing = alert.firing(request_id)
    if firing is not None:
        firing.heeds_after = alert.told


async def _shown_on(parts: Parts, found: Repeat) -> str:
    """The root's ticket that shows the activation: its own, or the one it was finally merged into."""
    lineage, shown = found.keeper, found.old.incident_id
    while lineage.into is not None and (into := lineage.one(shown).merged_into) is not None:
        lineage, shown = await parts.heads.need(lineage.tenant, lineage.into), into
    return shown


async def _answer(parts: Parts, found: Repeat) -> Recorded:
    request, placement = found.request, found.placement
    root = await parts.heads.need(found.root.tenant, found.root.id)
    ticket = root.one(placement.generation.incident_id)
    decision = decisions.plain(request.profile.version, ticket.id)
    decision = request.decided(replace(decision, late=placement.late, reminder=True))
    tally, dossier = await parts.answers.tally(root, ticket), await parts.answers.dossier(root.tenant, ticket)
    return answer(request.report.request_id, root, ticket, tally.count, decision, dossier)
