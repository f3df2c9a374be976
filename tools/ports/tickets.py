"""The port of ticket stores, where verdicts become durable."""

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

    A store is opened with the configured policy; only a run's `mode` may change the tunables, and then stores nothing.
    Every method that changes something is atomic and durable when it returns, or raises with nothing done.
    """

    async def peek(self, tenant: str, profile: Profile) -> bool:
        """True when the fingerprint's lineage has a live head: the express lane's hint, re-checked inside `record`."""
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
        """`record` for many at once, in order; each succeeds or fails by itself."""
        ...

    async def rematch(self, tenant: str, fingerprint: str, candidates: Candidates) -> Rematch:
        """The deferred semantic match of a ticket opened on its fingerprint alone; a repeat changes nothing."""
        ...

    async def report(self, tenant: str, request_id: str) -> Report:
        """The stored (redacted) report, to resume a run. Raises NotFound."""
        ...

    async def recorded(self, tenant: str, request_id: str) -> Recorded:
        """How a report ended, as `record` would answer it again. Raises NotFound."""
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
        """The tickets that a report or an act touched since a position; None: only where to begin.

        The position of any process of the store serves. Repeats of an alert that was counted before touch nothing.
        """
        ...

    async def tell_touched(self) -> None:
        """Let other processes see what this one touched; those that serve call it every second."""
        ...

    async def ids_beginning(self, tenant: str, beginning: str, limit: int) -> Sequence[str]:
        """Ids of the tenant's tickets that begin so, at most `limit`: people type no more than is unambiguous."""
        ...

    async def explain(self, tenant: str, incident_id: str) -> Sequence[ExplainEntry]:
        """Every decision that put something in this ticket, oldest first, with both messages."""
        ...

    async def report_times(self, tenant: str, incident_id: str, most: int) -> Sequence[float]:
        """When the newest reports happened that a ticket shows (epoch seconds), at most so many, the oldest first.

        Raises NotFound.
        """
        ...

    async def generations(self, tenant: str, incident_id: str) -> Sequence[Incident]:
        """A ticket's lineage, oldest generation first, without timelines. Raises NotFound."""
        ...

    async def resolve(self, tenant: str, incident_id: str, resolution: Resolution, actor: str) -> Incident:
        """Close it; a repeat of the same text changes nothing, whoever sends it.

        Raises Conflict for another text, naming the way to amend it, and for a merged ticket, naming its root.
        """
        ...

    async def amend(self, tenant: str, incident_id: str, said: Resolution, actor: str) -> Incident:
        """Correct what fixed a RESOLVED ticket of any generation; the earlier text stays among its revisions.

        It is `fixed` then, and `resolution.at` stands: `said.at` is not read. Raises Conflict naming the state.
        """
        ...

    async def reopen(self, tenant: str, incident_id: str, reason: Redacted, actor: str) -> Incident:
        """RESOLVED → OPEN, in the same generation; its resolution is kept among its revisions.

        Raises Conflict naming the head or the state.
        """
        ...

    async def acknowledge(self, tenant: str, incident_id: str, actor: str) -> Incident:
        """OPEN → ACKNOWLEDGED; a repeat changes nothing. Raises Conflict when it is not live."""
        ...

    async def give_back(self, tenant: str, incident_id: str, actor: str) -> Incident:
        """ACKNOWLEDGED → OPEN; a repeat changes nothing. Raises Conflict when it is not live."""
        ...

    async def set_severity(
        self, tenant: str, incident_id: str, severity: Severity, reason: Redacted, actor: str
    ) -> Incident:
        """Say how bad it is; the same again changes nothing. Raises NotFound or Conflict.

        Reports raise it again only if they are worse than all before and than what was set.
        """
        ...

    async def comment(self, tenant: str, incident_id: str, text: Redacted, actor: str) -> Incident:
        """Append a comment to the timeline."""
        ...

    async def feedback(self, tenant: str, incident_id: str, feedback: Feedback, actor: str) -> Incident:
        """Append what someone thinks of the advice."""
        ...

    async def merge(self, tenant: str, incident_id: str, into: str, reason: Redacted, actor: str) -> Incident:
        """Join a head into a live head; teaches must-link. Raises Conflict naming the head or the state."""
        ...

    async def split(self, tenant: str, incident_id: str, selector: Selector, reason: Redacted, actor: str) -> Incident:
        """Split off a merged ticket, a fingerprint or chosen reports; adds a cannot-link.

        Returns the incident that was split off. Raises Conflict when nothing would differ.
        """
        ...

    async def save_advice(
        self, tenant: str, incident_id: str, dossier: Dossier, *, again: bool = False, actor: str = "system"
    ) -> bool:
        """Store the advice exactly once per ticket (`again` replaces it on request). False: it was already there."""
        ...

    async def recover(self, recovery: Recovery) -> RecoveryOutcome:
        """End the activation that a sender says is over; a repeat changes nothing.

        One that matches nothing is kept: it ends the firing if that comes later, and is listed meanwhile. A ticket
        whose every activation has ended begins its quiet time, after which a RECOVER job is due.
        """
        ...

    async def firing_on(self, alert: AlertKey) -> str | None:
        """The ticket that the alert fires on now, or what it was merged into; None if nothing of that key fires."""
        ...

    async def recovery_due(self, job_id: str) -> RecoveryDue:
        """The quiet time of a RECOVER job is over: resolve its ticket by `system:recovery`, if it still recovers.

        Exactly once, however often and by whomever it is called; looked at again inside the transaction.
        """
        ...

    async def expire(self, job_id: str, accepting_for: float) -> float | None:
        """End those activations of an EXPIRE job's ticket that were not repeated until the time their sender announced.

        `accepting_for`: for how many seconds until now repeats were accepted without a break. Returns when to look
        again (epoch seconds); None ends the job.
        """
        ...

    async def activations(self, tenant: str, incident_id: str) -> Sequence[Activation]:
        """The firings on a ticket and on all that was merged into it, the oldest first. Raises NotFound."""
        ...

    async def unmatched_recoveries(
        self, tenant: str, limit: int = 50, cursor: str | None = None
    ) -> Page[UnmatchedRecovery]:
        """Recoveries for which nothing was open when they came, the newest first; `count` is of this page."""
        ...

    async def jobs(self, kinds: Sequence[JobKind], limit: int, lease: float, ahead: float = 0.0) -> Sequence[Job]:
        """Lease due outbox jobs for `lease` seconds, oldest first; also those that are due in `ahead` seconds."""
        ...

    async def finish(self, job_id: str, *, retry_at: float | None = None, error: str = "") -> None:
        """A job is done, or will be tried again at `retry_at`."""
        ...

    async def backlog(self) -> Mapping[JobKind, Backlog]:
        """What the outbox holds that is not done, by kind of job; kinds without jobs are left out."""
        ...

    async def live_tickets(self) -> Mapping[tuple[Status, Severity], int]:
        """How many tickets are OPEN and ACKNOWLEDGED, of all tenants; what there is none of is left out."""
        ...

    async def ready(self) -> None:
        """Raises StoreUnavailable when reports cannot be accepted durably."""
        ...

    async def close(self) -> None:
        """Finish what was accepted, then release the files."""
        ...


@runtime_checkable
class Reconciler(Protocol):
    """A ticket store that changes several objects without a transaction, and so must finish what a crash cut off."""

    async def reconcile(self, *, thorough: bool = False) -> Mapping[str, int]:
        """One pass, by one process at a time; returns the repairs by kind, empty while another process makes the pass.

        `thorough`: all of the store, not only what changed lately.
        """
        ...
