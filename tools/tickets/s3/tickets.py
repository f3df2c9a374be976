"""Tickets for people and workers: the rest of the TicketStore port."""

from collections.abc import Mapping, Sequence

from tools.nouns.decisions import Rematch
from tools.nouns.events import Comment, Feedback
from tools.nouns.explanations import ExplainEntry
from tools.nouns.incidents import Dossier, Incident, Resolution
from tools.nouns.redacted import Redacted
from tools.nouns.reports import Candidates
from tools.nouns.selectors import Selector
from tools.nouns.severity import Severity
from tools.tickets.s3 import acts
from tools.tickets.s3.deferred_match import rematch
from tools.tickets.s3.explanations import explain
from tools.tickets.s3.maintenance.reconciler import MIN_AGE_SECONDS, Reconciler
from tools.tickets.s3.outbox import Outbox
from tools.tickets.s3.parts import Parts
from tools.tickets.s3.recoveries import Recoveries
from tools.tickets.s3.regrouping.merges import merge
from tools.tickets.s3.regrouping.splits import split
from tools.tickets.s3.reports import Reports
from tools.tickets.s3.views import Views


class Tickets(Reports, Views, Outbox, Recoveries):
    """What happens to a ticket after its first report."""

    def __init__(self, parts: Parts) -> None:
        Reports.__init__(self, parts)
        self._reconciler = Reconciler(parts)

    async def resolve(self, tenant: str, incident_id: str, resolution: Resolution, actor: str) -> Incident:
        """Resolve a ticket. The same text again changes nothing. Raises NotFound or Conflict."""
        await acts.resolve(self._parts, tenant, incident_id, resolution, actor)
        return await self.incident(tenant, incident_id)

    async def amend(self, tenant: str, incident_id: str, said: Resolution, actor: str) -> Incident:
        """Correct the resolution. Raises NotFound or Conflict."""
        await acts.amend(self._parts, tenant, incident_id, said, actor)
        return await self.incident(tenant, incident_id)

    async def reopen(self, tenant: str, incident_id: str, reason: Redacted, actor: str) -> Incident:
        """RESOLVED → OPEN, the same generation. Raises NotFound or Conflict."""
        await acts.reopen(self._parts, tenant, incident_id, reason, actor)
        return await self.incident(tenant, incident_id)

    async def acknowledge(self, tenant: str, incident_id: str, actor: str) -> Incident:
        """OPEN → ACKNOWLEDGED; a repeat changes nothing. Raises NotFound or Conflict."""
        await acts.acknowledge(self._parts, tenant, incident_id, actor)
        return await self.incident(tenant, incident_id)

    async def give_back(self, tenant: str, incident_id: str, actor: str) -> Incident:
        """ACKNOWLEDGED → OPEN; a repeat changes nothing. Raises NotFound or Conflict."""
        await acts.give_back(self._parts, tenant, incident_id, actor)
        return await self.incident(tenant, incident_id)

    async def set_severity(
        self, tenant: str, incident_id: str, severity: Severity, reason: Redacted, actor: str
    ) -> Incident:
        """Set the severity; setting the same one changes nothing. Raises NotFound or Conflict."""
        await acts.set_severity(self._parts, tenant, incident_id, severity, reason, actor)
        return await self.incident(tenant, incident_id)

    async def comment(self, tenant: str, incident_id: str, text: Redacted, actor: str) -> Incident:
        """Append a comment. Raises NotFound."""
        await acts.say(self._parts, tenant, incident_id, Comment(text), actor)
        return await self.incident(tenant, incident_id)

    async def feedback(self, tenant: str, incident_id: str, feedback: Feedback, actor: str) -> Incident:
        """Append a rating of the advice. Raises NotFound."""
        await acts.say(self._parts, tenant, incident_id, feedback, actor)
        return await self.incident(tenant, incident_id)

    async def merge(self, tenant: str, incident_id: str, into: str, reason: Redacted, actor: str) -> Incident:
        """Merge a head into a live head, with a must-link. Raises NotFound or Conflict."""
        await merge(self._parts, tenant, incident_id, into, reason, actor)
        return await self.incident(tenant, into)

    async def split(self, tenant: str, incident_id: str, selector: Selector, reason: Redacted, actor: str) -> Incident:
        """Split off a part and return it; adds a cannot-link. Raises NotFound or Conflict."""
        return await self.incident(tenant, await split(self._parts, tenant, incident_id, selector, reason, actor))

    async def rematch(self, tenant: str, fingerprint: str, candidates: Candidates) -> Rematch:
        """The deferred semantic match of a ticket that was opened on its fingerprint alone."""
        return await rematch(self._parts, tenant, fingerprint, candidates)

    async def explain(self, tenant: str, incident_id: str) -> Sequence[ExplainEntry]:
        """Every decision that put a report on this ticket, oldest first. Raises NotFound."""
        return await explain(self._parts, tenant, incident_id)

    async def reconcile(self, min_age: float = MIN_AGE_SECONDS, *, thorough: bool = False) -> Mapping[str, int]:
        """Repair what crashes left; returns counts by kind, or nothing while another process repairs."""
        return await self._reconciler.run(min_age, thorough=thorough)

    async def save_advice(
        self, tenant: str, incident_id: str, dossier: Dossier, *, again: bool = False, actor: str = "system"
    ) -> bool:
        """Store the advice exactly once per ticket (`again` replaces it). False: there is one already."""
        return await acts.save_advice(self._parts, tenant, incident_id, dossier, again=again, actor=actor)
