"""The port of ticket stores, which make verdicts durable."""

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from tools.errors import IncidentResponderError
from tools.nouns.activations import Activation, AlertKey, Recovery, RecoveryDue, RecoveryOutcome, UnmatchedRecovery
from tools.nouns.decisions import Rematch
from tools.nouns.events import Feedback
from tools.nouns.explanations import ExplainEntry
from tools.nouns.incidents import Dossier, Incident, IncidentQuery, Page, Resolution, Status
from tools.nouns.jobs import Backlog, Job, JobKind
from tools.nouns.policy import LIVE, Mode
from tools.nouns.recorded import Recorded
from tools.nouns.redacted import Redacted
from tools.nouns.reports import Candidates, Profile, Report
from tools.nouns.selectors import Selector
from tools.nouns.severity import Severity
from tools.nouns.touches import Touches


class TicketStore(Protocol):
    """Tickets, lineages, aliases, occurrences, events and outbox: the only place where a verdict becomes durable.

    A store is opened with the configured policy. Only a run's `mode` can change the tunables, and such a run stores
    nothing. Every method that changes something is atomic and durable when it returns, or raises with nothing done.
    """

    async def peek(self, tenant: str, profile: Profile) -> bool:
        """True if the fingerprint's lineage has a live head. It is a hint for the express lane; `record` re-checks."""
        ...

    async def peek_many(self, problems: Sequence[tuple[str, Profile]]) -> Sequence[bool]:
        """`peek` for each (tenant, profile), in order."""
        ...

    async def record(
        self, report: Report, profile: Profile, candidates: Candidates | None, mode: Mode = LIVE
    ) -> Recorded:
        """Apply the rules and write ticket or occurrence, decision, alias, vector and outbox rows together.

        Idempotent by `report.request_id`: a repeat returns the stored decision with `replayed`. `candidates` None on an
        unknown fingerprint means "not searched yet": the ticket is opened with pending "semantic" and a deferred match
        is queued. The job for a fresh ticket's advice is leased to the live run that recorded it, if there is one.
        With `mode.dry_run` everything is decided and rolled back. A report of an activation counts once: the answer to
        a repeat is EXISTING with `reminder`, and may be durable up to a minute later.
        """
        ...

    async def record_many(
        self, reports: Sequence[tuple[Report, Profile, Candidates | None]], mode: Mode = LIVE
    ) -> Sequence[Recorded | IncidentResponderError]:
        """`record` for many reports at once, in order; each succeeds or fails on its own."""
        ...

    async def rematch(self, tenant: str, fingerprint: str, candidates: Candidates) -> Rematch:
        """The deferred semantic match of a ticket opened on its fingerprint alone; a repeat changes nothing."""
        ...

    async def report(self, tenant: str, request_id: str, near: str | None = None) -> Report:
        """The stored (redacted) report, to resume a run. Raises NotFound.

        `near`: a ticket that may hold the report. It only speeds the search up and never changes the answer.
        """
        ...

    async def recorded(self, tenant: str, request_id: str, near: str | None = None) -> Recorded:
        """The verdict on a report, as `record` would return it again; `near` as in `report`. Raises NotFound."""
        ...

    async def profiles(self, tenant: str, fingerprints: Sequence[str]) -> Mapping[str, Profile]:
        """The stored profiles of candidate fingerprints, for the ask band's adjudication."""
        ...

    async def incident(self, tenant: str, incident_id: str) -> Incident:
        """One ticket with its timeline. Raises NotFound."""
        ...

    async def incidents(self, tenant: str, query: IncidentQuery) -> Page[Incident]:
        """Tickets, newest first, without timelines; `count` is all that match."""
        ...

    async def touched(self, tenant: str, after: str | None) -> Touches:
        """The tickets that a report or an act changed since position `after`; None returns only the present position.

        A position from any process of the store is valid. Repeats of an alert that was already counted change nothing.
        """
        ...

    async def tell_touched(self) -> None:
        """Publish which tickets this process changed to the others; serving processes call it every second."""
        ...

    async def ids_with_prefix(self, tenant: str, prefix: str, limit: int) -> Sequence[str]:
        """At most `limit` ticket ids of the tenant that start with a prefix: people type only part of an id."""
        ...

    async def explain(self, tenant: str, incident_id: str) -> Sequence[ExplainEntry]:
        """Every decision that put a report on this ticket, oldest first, with both messages."""
        ...

    async def report_times(self, tenant: str, incident_id: str, most: int) -> Sequence[float]:
        """The times of the newest reports on a ticket (epoch seconds): at most `most`, oldest first.

        Raises NotFound.
        """
        ...

    async def generations(self, tenant: str, incident_id: str) -> Sequence[Incident]:
        """A ticket's lineage, oldest generation first, without timelines. Raises NotFound."""
        ...

    async def resolve(self, tenant: str, incident_id: str, resolution: Resolution, actor: str) -> Incident:
        """Resolve a ticket; the same text again changes nothing, whoever sends it.

        Raises Conflict for another text, naming the call that amends it, and for a merged ticket, naming its root.
        """
        ...

    async def amend(self, tenant: str, incident_id: str, said: Resolution, actor: str) -> Incident:
        """Correct the resolution of a RESOLVED ticket of any generation; the earlier text stays among its revisions.

        The ticket is then `fixed`, and keeps `resolution.at`: `said.at` is not read. Raises Conflict naming the state.
        """
        ...

    async def reopen(self, tenant: str, incident_id: str, reason: Redacted, actor: str) -> Incident:
        """RESOLVED → OPEN, in the same generation; its resolution is kept among its revisions.

        Raises Conflict naming the head or the state.
        """
        ...

    async def acknowledge(self, tenant: str, incident_id: str, actor: str) -> Incident:
        """OPEN → ACKNOWLEDGED. Idempotent. Raises Conflict if the ticket is not live."""
        ...

    async def give_back(self, tenant: str, incident_id: str, actor: str) -> Incident:
        """ACKNOWLEDGED → OPEN. Idempotent. Raises Conflict if the ticket is not live."""
        ...

    async def set_severity(
        self, tenant: str, incident_id: str, severity: Severity, reason: Redacted, actor: str
    ) -> Incident:
        """Set the severity. Idempotent. Raises NotFound or Conflict.

        Later reports raise it only if they are worse than all earlier reports and than the severity set.
        """
        ...

    async def comment(self, tenant: str, incident_id: str, text: Redacted, actor: str) -> Incident:
        """Append a comment to the timeline."""
        ...

    async def feedback(self, tenant: str, incident_id: str, feedback: Feedback, actor: str) -> Incident:
        """Append a rating of the advice to the timeline."""
        ...

    async def merge(self, tenant: str, incident_id: str, into: str, reason: Redacted, actor: str) -> Incident:
        """Merge a head into a live head; this teaches must-link. Raises Conflict naming the head or the state."""
        ...

    async def split(self, tenant: str, incident_id: str, selector: Selector, reason: Redacted, actor: str) -> Incident:
        """Split off a merged ticket, a fingerprint or chosen reports; adds a cannot-link.

        Returns the incident that was split off. Raises Conflict if nothing would change.
        """
        ...

    async def save_advice(
        self, tenant: str, incident_id: str, dossier: Dossier, *, again: bool = False, actor: str = "system"
    ) -> bool:
        """Store the advice exactly once per ticket (`again` replaces it on request). False: it was already there."""
        ...

    async def recover(self, recovery: Recovery) -> RecoveryOutcome:
        """End the activation that a sender reports as over; a repeat changes nothing.

        A recovery that matches nothing is kept: it is listed, and ends the firing if that arrives later. When all
        activations of a ticket have ended, its quiet time begins, after which a RECOVER job is due.
        """
        ...

    async def firing_on(self, alert: AlertKey) -> str | None:
        """The ticket that the alert is firing on now, or what it was merged into; None if the alert is not firing."""
        ...

    async def recovery_due(self, job_id: str) -> RecoveryDue:
        """After the quiet time of a RECOVER job: resolve its ticket as `system:recovery`, if it is still recovering.

        It resolves only once, however often it is called, because it checks again inside the transaction.
        """
        ...

    async def expire(self, job_id: str, accepting_for: float) -> float | None:
        """End the activations of an EXPIRE job's ticket that were not repeated by the time their sender announced.

        `accepting_for`: for how many seconds up to now repeats were accepted without a break. Returns when to look
        again (epoch seconds); None ends the job.
        """
        ...

    async def activations(self, tenant: str, incident_id: str) -> Sequence[Activation]:
        """The firings on a ticket and on everything merged into it, oldest first. Raises NotFound."""
        ...

    async def unmatched_recoveries(
        self, tenant: str, limit: int = 50, cursor: str | None = None
    ) -> Page[UnmatchedRecovery]:
        """Recoveries that matched no open activation when they arrived, newest first; `count` is this page's."""
        ...

    async def jobs(self, kinds: Sequence[JobKind], limit: int, lease: float, ahead: float = 0.0) -> Sequence[Job]:
        """Lease due outbox jobs for `lease` seconds, oldest first, including those due within `ahead` seconds."""
        ...

    async def finish(self, job_id: str, *, retry_at: float | None = None, error: str = "") -> None:
        """End a job, or have it retried at `retry_at`."""
        ...

    async def backlog(self) -> Mapping[JobKind, Backlog]:
        """The jobs in the outbox that are not done, by kind; kinds without jobs are left out."""
        ...

    async def live_tickets(self) -> Mapping[tuple[Status, Severity], int]:
        """The number of OPEN and ACKNOWLEDGED tickets of all tenants, by status and severity; zeros are left out."""
        ...

    async def ready(self) -> None:
        """Raises StoreUnavailable when reports cannot be accepted durably."""
        ...

    async def close(self) -> None:
        """Finish all accepted work, then release the files."""
        ...


@runtime_checkable
class Reconciler(Protocol):
    """A ticket store that changes several objects without a transaction, and so has to repair what crashes leave."""

    async def reconcile(self, *, thorough: bool = False) -> Mapping[str, int]:
        """Run one pass; returns the repairs by kind, or nothing while another process runs one.

        `thorough`: over the whole store, not only recent changes.
        """
        ...
