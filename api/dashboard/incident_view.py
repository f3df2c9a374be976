"""The data of an incident's page, read from the store."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from api.acts.changes import ticket_with_changes
from api.dashboard.evidence import Reason, reasons_of
from api.dashboard.rhythm import Rhythm, rhythm_of
from tools.nouns.activations import Activation
from tools.nouns.decisions import Similar
from tools.nouns.events import Absorbed, Acknowledged, Changed, SplitOff
from tools.nouns.explanations import DecisionEntry, ExplainEntry
from tools.nouns.incidents import Event, Incident, Status
from tools.nouns.redacted import NOTHING, Redacted
from tools.toolbox import Toolbox

MOST_TIMES = 20_000
"""How many of the newest reports the bar chart shows."""
MOST_SHOWN = 4000
"""How many characters of the original text are shown before the rest is collapsed."""


@dataclass(frozen=True, slots=True)
class IncidentView:
    """Everything that the page shows."""

    ticket: Incident
    entries: Sequence[ExplainEntry]
    reasons: Sequence[Reason]
    """The explanation of each decision."""
    original: Redacted
    """The first report's text."""
    rhythm: Rhythm
    activations: Sequence[Activation]
    generations: Sequence[Incident]
    similar: Sequence[Similar]
    merged: Sequence[str]
    """Tickets that are merged into it and were not split off again."""

    @property
    def excerpt(self) -> str:
        """The part of the original text that is shown at once."""
        return self.original[:MOST_SHOWN]

    @property
    def remainder(self) -> str:
        """The collapsed part of the original text."""
        return self.original[MOST_SHOWN:]

    @property
    def changes(self) -> list[Event]:
        """Deliberate changes near it, oldest first."""
        return [each for each in self.ticket.timeline if isinstance(each.data, Changed)]

    @property
    def taken_by(self) -> str:
        """Who acknowledged it, if its timeline still shows that."""
        if self.ticket.status is not Status.ACKNOWLEDGED:
            return ""
        taken = [each.actor for each in self.ticket.timeline if isinstance(each.data, Acknowledged)]
        return taken[-1].removeprefix("user:") if taken else ""

    @property
    def decisions(self) -> list[DecisionEntry]:
        """Its decisions, without the acts, oldest first."""
        return [each for each in self.entries if isinstance(each, DecisionEntry)]

    def leaves(self, decision: DecisionEntry) -> str:
        """The query of the split that takes this decision's reports away; "" if none can.

        A single report can only leave others of its fingerprint if its values differ from theirs.
        """
        if self.ticket.status is Status.MERGED:
            return ""
        if decision.recorded_on in self.merged:
            return urlencode({"merged": decision.recorded_on})
        others = [each for each in self.decisions if each is not decision]
        if any(each.fingerprint != decision.fingerprint for each in others):
            return urlencode({"fingerprint": decision.fingerprint})
        distinct = all(each.message != decision.message for each in others)
        return urlencode({"request_id": decision.request_id}) if others and distinct and decision.reports == 1 else ""

    @property
    def newer(self) -> Incident | None:
        """The next generation, if the problem came back."""
        later = [each for each in self.generations if each.generation > self.ticket.generation]
        return later[0] if later else None


async def view_of(toolbox: Toolbox, tenant: str, incident_id: str) -> IncidentView:
    """Read the data of a page. Raises NotFound."""
    store = toolbox.store
    ticket, entries, times, activations, generations = await asyncio.gather(
        ticket_with_changes(toolbox, tenant, incident_id),
        store.explain(tenant, incident_id),
        store.report_times(tenant, incident_id, MOST_TIMES),
        store.activations(tenant, incident_id),
        store.generations(tenant, incident_id),
    )
    decisions = [each for each in entries if isinstance(each, DecisionEntry)]
    first = decisions[0] if decisions else None
    return IncidentView(
        ticket=ticket,
        entries=entries,
        reasons=reasons_of(entries),
        original=(first.message if first else None) or NOTHING,
        rhythm=rhythm_of(times),
        activations=activations,
        generations=generations,
        similar=_similar(decisions),
        merged=_merged(ticket),
    )


def _similar(decisions: Sequence[DecisionEntry]) -> list[Similar]:
    """The similar problems of all decisions, best first, each ticket once."""
    best: dict[str, Similar] = {}
    for each in (similar for entry in decisions for similar in entry.decision.similar):
        if each.incident_id not in best or best[each.incident_id].score < each.score:
            best[each.incident_id] = each
    return sorted(best.values(), key=lambda each: -each.score)[:10]


def _merged(ticket: Incident) -> list[str]:
    """The merged tickets in timeline order, without those that were split off again."""
    found: dict[str, None] = {}
    for event in ticket.timeline:
        if isinstance(event.data, Absorbed):
            found[event.data.incident_id] = None
        elif isinstance(event.data, SplitOff):
            found.pop(event.data.incident_id, None)
    return list(found)
