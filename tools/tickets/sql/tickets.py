"""Tickets for people and workers: the rest of the TicketStore port."""

from collections.abc import Mapping, Sequence

from tools.nouns.activations import Activation, AlertKey, Recovery, RecoveryDue, RecoveryOutcome, UnmatchedRecovery
from tools.nouns.decisions import Rematch
from tools.nouns.events import Comment, Feedback
from tools.nouns.explanations import ExplainEntry
from tools.nouns.incidents import Dossier, Incident, IncidentQuery, Page, Resolution, Status
from tools.nouns.jobs import Backlog, Job, JobKind
from tools.nouns.redacted import Redacted
from tools.nouns.reports import Candidates
from tools.nouns.selectors import Selector
from tools.nouns.severity import Severity
from tools.nouns.touches import Touches
from tools.tickets.sql import acts, deferred_match, outbox, recoveries, touches, views
from tools.tickets.sql.regrouping import merges, splits
from tools.tickets.sql.reports import Reports


class Tickets(Reports):
    """What happens to a ticket after its first report."""

    async def incident(self, tenant: str, incident_id: str) -> Incident:
        """Return one ticket with its timeline. Raises NotFound."""
        shown = views.At(self._clock(), self._policy.activation_stale, self._reminders.waiting)
        return await self._read(lambda sql: views.incident(sql, tenant, incident_id, shown))

    async def incidents(self, tenant: str, query: IncidentQuery) -> Page[Incident]:
        """Return tickets in the query's order, without timelines; `count` is the number of all that match."""
        shown = views.At(self._clock(), self._policy.activation_stale, self._reminders.waiting)
        return await self._read(lambda sql: views.incidents(sql, tenant, query, shown))

    async def report_times(self, tenant: str, incident_id: str, most: int) -> Sequence[float]:
        """Return when its newest reports happened, oldest first. Raises NotFound."""
        return await self._read(lambda sql: views.report_times(sql, tenant, incident_id, most))

    async def generations(self, tenant: str, incident_id: str) -> Sequence[Incident]:
        """Return its lineage, oldest first. Raises NotFound."""
        shown = views.At(self._clock(), self._policy.activation_stale, self._reminders.waiting)
        return await self._read(lambda sql: views.generations(sql, tenant, incident_id, shown))

    async def touched(self, tenant: str, after: str | None) -> Touches:
        """Return the tickets that a report or an act touched since a position."""
        return await self._read(lambda sql: touches.touched(sql, tenant, after))

    async def tell_touched(self) -> None:
        """Do nothing: the sequence already shows what was touched."""

    async def ids_with_prefix(self, tenant: str, prefix: str, limit: int) -> Sequence[str]:
        """Return at most `limit` ids of the tenant's tickets that begin like this."""
        return await self._read(lambda sql: views.ids_with_prefix(sql, tenant, prefix, limit))

    async def resolve(self, tenant: str, incident_id: str, resolution: Resolution, actor: str) -> Incident:
        """Resolve it. The same text again changes nothing. Raises NotFound or Conflict."""
        self._known.clear()
        policy = self._policy
        return await self._change(lambda txn: acts.resolve(txn, tenant, incident_id, resolution, actor, policy))

    async def amend(self, tenant: str, incident_id: str, said: Resolution, actor: str) -> Incident:
        """Correct the text that says what fixed it. Raises NotFound or Conflict."""
        return await self._change(lambda txn: acts.amend(txn, tenant, incident_id, said, actor))

    async def reopen(self, tenant: str, incident_id: str, reason: Redacted, actor: str) -> Incident:
        """RESOLVED → OPEN, in the same generation. Raises NotFound or Conflict."""
        self._known.clear()
        return await self._change(lambda txn: acts.reopen(txn, tenant, incident_id, reason, actor))

    async def acknowledge(self, tenant: str, incident_id: str, actor: str) -> Incident:
        """OPEN → ACKNOWLEDGED; a repeat changes nothing. Raises NotFound or Conflict."""
        return await self._change(lambda txn: acts.acknowledge(txn, tenant, incident_id, actor))

    async def give_back(self, tenant: str, incident_id: str, actor: str) -> Incident:
        """ACKNOWLEDGED → OPEN; a repeat changes nothing. Raises NotFound or Conflict."""
        return await self._change(lambda txn: acts.give_back(txn, tenant, incident_id, actor))

    async def set_severity(
        self, tenant: str, incident_id: str, severity: Severity, reason: Redacted, actor: str
    ) -> Incident:
        """Set the severity; the same one again changes nothing. Raises NotFound or Conflict."""
        self._known.clear()
        return await self._change(lambda txn: acts.set_severity(txn, tenant, incident_id, severity, reason, actor))

    async def comment(self, tenant: str, incident_id: str, text: Redacted, actor: str) -> Incident:
        """Append a comment. Raises NotFound."""
        return await self._change(lambda txn: acts.say(txn, tenant, incident_id, Comment(text), actor))

    async def feedback(self, tenant: str, incident_id: str, feedback: Feedback, actor: str) -> Incident:
        """Append a rating of the advice. Raises NotFound."""
        return await self._change(lambda txn: acts.say(txn, tenant, incident_id, feedback, actor))

    async def explain(self, tenant: str, incident_id: str) -> Sequence[ExplainEntry]:
        """Return every decision that put a report on this ticket, oldest first. Raises NotFound."""
        from tools.tickets.sql import explanations  # imports all that analysing texts takes

        return await self._read(lambda sql: explanations.explain(sql, tenant, incident_id))

    async def merge(self, tenant: str, incident_id: str, into: str, reason: Redacted, actor: str) -> Incident:
        """Merge a head into a live head; return the latter. Raises NotFound or Conflict."""
        return await self._change(lambda txn: merges.merge(txn, tenant, incident_id, into, reason, actor))

    async def split(self, tenant: str, incident_id: str, selector: Selector, reason: Redacted, actor: str) -> Incident:
        """Split off a part and return it. Raises NotFound or Conflict."""
        self._known.clear()
        policy = self._policy
        return await self._change(lambda txn: splits.split(txn, tenant, incident_id, selector, reason, actor, policy))

    async def rematch(self, tenant: str, fingerprint: str, candidates: Candidates) -> Rematch:
        """Do the deferred semantic match of a ticket that was opened on its fingerprint alone."""
        policy = self._policy
        self._known.clear()
        return await self._change(lambda txn: deferred_match.rematch(txn, tenant, fingerprint, candidates, policy))

    async def save_advice(
        self, tenant: str, incident_id: str, dossier: Dossier, *, again: bool = False, actor: str = "system"
    ) -> bool:
        """Store the advice exactly once per ticket (`again` replaces it). False if there is advice already."""
        return await self._change(
            lambda txn: acts.save_advice(txn, tenant, incident_id, dossier, again=again, actor=actor)
        )

    async def recover(self, recovery: Recovery) -> RecoveryOutcome:
        """End the activation that a sender says is over; a repeat changes nothing."""
        return await self._change(lambda txn: recoveries.recover(txn, recovery))

    async def firing_on(self, alert: AlertKey) -> str | None:
        """Return the ticket that the alert fires on now, or the one it was merged into."""
        return await self._read(lambda sql: recoveries.firing_on(sql, alert))

    async def recovery_due(self, job_id: str) -> RecoveryDue:
        """Resolve the ticket of a RECOVER job, if it is still recovering."""
        self._known.clear()
        return await self._change(lambda txn: recoveries.recovery_due(txn, job_id))

    async def expire(self, job_id: str, accepting_for: float) -> float | None:
        """End what was not repeated in time on the ticket of an EXPIRE job."""
        return await self._change(lambda txn: recoveries.expire(txn, job_id, accepting_for))

    async def activations(self, tenant: str, incident_id: str) -> Sequence[Activation]:
        """Return the activations on a ticket and on all merged into it, oldest first. Raises NotFound."""
        return await self._read(lambda sql: recoveries.activations(sql, tenant, incident_id, self._reminders.waiting))

    async def unmatched_recoveries(
        self, tenant: str, limit: int = 50, cursor: str | None = None
    ) -> Page[UnmatchedRecovery]:
        """Return recoveries for which nothing was open when they came, newest first."""
        return await self._read(lambda sql: recoveries.unmatched(sql, tenant, limit, cursor))

    async def jobs(self, kinds: Sequence[JobKind], limit: int, lease: float, ahead: float = 0.0) -> Sequence[Job]:
        """Lease due outbox jobs, oldest first. Writes nothing if no job is due."""
        now = self._clock() + ahead
        if not await self._read(lambda sql: outbox.due(sql, kinds, now, 1)):
            return []
        return await self._change_aside(lambda txn: outbox.lease(txn, kinds, limit, lease, ahead))

    async def finish(self, job_id: str, *, retry_at: float | None = None, error: str = "") -> None:
        """Mark a job as done, or reschedule it for `retry_at`."""
        await self._change(lambda txn: outbox.finish(txn, job_id, retry_at, error))

    async def backlog(self) -> Mapping[JobKind, Backlog]:
        """Return the unfinished jobs in the outbox, by kind."""
        return await self._read(outbox.backlog)

    async def live_tickets(self) -> Mapping[tuple[Status, Severity], int]:
        """Return how many tickets of all tenants are OPEN and ACKNOWLEDGED, by severity."""
        return await self._read(views.live_tickets)
