"""What the agents need from the world. Each port has an embedded implementation that is product code, and cloud ones.

Rules for all: methods are async and never block the event loop; tenants never meet; errors are `tools.errors`;
texts given to a port are already redacted.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from tools.errors import IncidentResponderError
from tools.knowledge import Advice, Evidence, Match, Problem, Runbook
from tools.types import (
    Candidate,
    Candidates,
    Dossier,
    Incident,
    IncidentQuery,
    Page,
    Policy,
    Profile,
    Recorded,
    Report,
    Resolution,
)


class Clock(Protocol):
    """Epoch seconds, UTC. Injected so that tests can step it."""

    def __call__(self) -> float: ...


class Embedder(Protocol):
    """Text → unit-length float32 vectors. `identity` names model, revision and precision; an index refuses to mix them."""

    identity: str
    dimension: int

    async def embed(self, texts: Sequence[str]) -> list[bytes]:
        """Vectors in the order of the texts, as little-endian float32 bytes. Raises Overloaded when its queue is full."""
        ...


class VectorIndex(Protocol):
    """Near fingerprints within (tenant, service). Derived data: it can be dropped and rebuilt from the store."""

    async def search(self, tenant: str, service: str, vector: bytes, limit: int) -> tuple[int, Sequence[Candidate]]:
        """(store sequence seen, candidates best first by raw cosine). The store compares the rows after it itself."""
        ...

    async def add(self, tenant: str, service: str, fingerprint: str, vector: bytes) -> None:
        """Make a fingerprint findable. The embedded index reads the store's own rows, so there it is a no-op."""
        ...

    async def rebuild(self) -> int:
        """Drop everything and rebuild from the store; returns how many vectors."""
        ...


class TicketStore(Protocol):
    """Tickets, lineages, aliases, occurrences, events and outbox: the only place a verdict becomes true.

    Every method that changes something is atomic and durable when it returns, or raises with nothing done.
    """

    async def peek(self, tenant: str, profile: Profile) -> bool:
        """True when the fingerprint's lineage has a live head: the express lane's hint, re-checked inside `record`."""
        ...

    async def record(self, report: Report, profile: Profile, candidates: Candidates | None, policy: Policy) -> Recorded:
        """Apply the rules and write ticket or occurrence, decision, alias, vector and outbox rows together.

        Idempotent by `report.request_id`: a repeat returns the stored decision with `replayed`. `candidates` None on an
        unknown fingerprint means "not searched yet": the ticket is opened with pending "semantic" and a deferred match
        is queued. With `policy.dry_run` everything is decided and rolled back.
        """
        ...

    async def record_many(
        self, reports: Sequence[tuple[Report, Profile, Candidates | None]], policy: Policy
    ) -> Sequence[Recorded | IncidentResponderError]:
        """`record` for many at once, in order; each succeeds or fails by itself."""
        ...

    async def rematch(self, tenant: str, fingerprint: str, candidates: Candidates, policy: Policy) -> str:
        """The deferred semantic match of an already opened ticket (DESIGN §7). Returns what happened: none, merged, regression."""
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

    async def explain(self, tenant: str, incident_id: str) -> Sequence[Mapping[str, Any]]:
        """Every decision that put something in this ticket, oldest first, with both messages."""
        ...

    async def resolve(
        self, tenant: str, incident_id: str, resolution: Resolution, actor: str, policy: Policy
    ) -> Incident:
        """Close it. Same `by` again: unchanged. Raises Conflict for another `by` or a merged ticket, naming the root."""
        ...

    async def acknowledge(self, tenant: str, incident_id: str, actor: str) -> Incident:
        """OPEN → ACKNOWLEDGED; a repeat changes nothing. Raises Conflict when it is not live."""
        ...

    async def comment(self, tenant: str, incident_id: str, text: str, actor: str) -> Incident:
        """Append a comment to the timeline."""
        ...

    async def feedback(self, tenant: str, incident_id: str, feedback: Mapping[str, Any], actor: str) -> Incident:
        """Append {helpful, step?, text?} about the advice."""
        ...

    async def merge(self, tenant: str, incident_id: str, into: str, reason: str, actor: str) -> Incident:
        """Join a head into a live head (DESIGN §7); teaches must-link. Raises Conflict naming the head or the state."""
        ...

    async def split(
        self, tenant: str, incident_id: str, selector: Mapping[str, Any], reason: str, actor: str
    ) -> Incident:
        """Give `merged_incident_id`, `fingerprint` or `occurrence_ids` a life of their own; teaches cannot-link.

        Returns the incident that now stands alone. Raises Conflict when nothing would differ.
        """
        ...

    async def save_advice(
        self, tenant: str, incident_id: str, dossier: Dossier, *, again: bool = False, actor: str = "system"
    ) -> bool:
        """Store the advice exactly once per ticket (`again` replaces it on request). False: it was already there."""
        ...

    async def jobs(self, kinds: Sequence[str], limit: int, lease: float) -> Sequence[Mapping[str, Any]]:
        """Lease due outbox jobs: {job_id, kind, tenant, incident_id, request_id, fingerprint, attempts, payload}."""
        ...

    async def finish(self, job_id: str, *, retry_at: float | None = None, error: str = "") -> None:
        """A job is done, or will be tried again at `retry_at`."""
        ...

    async def ready(self) -> None:
        """Raises StoreUnavailable when reports cannot be accepted durably."""
        ...

    async def close(self) -> None:
        """Finish what was accepted, then release the files."""
        ...


class Reconciler(Protocol):
    """A ticket store that changes several objects without a common transaction, and so must finish what crashes cut off."""

    async def reconcile(self) -> Mapping[str, int]:
        """One pass, by one process at a time; returns what was repaired, by kind."""
        ...


class AccountStore(Protocol):
    """Users and the audit trail. A user is {username, tenant, role, password_hash, disabled, token_version}."""

    async def user(self, username: str) -> Mapping[str, Any] | None:
        """None for an unknown name."""
        ...

    async def users(self) -> Sequence[Mapping[str, Any]]:
        """All users, by name."""
        ...

    async def create_user(self, user: Mapping[str, Any]) -> bool:
        """Conditional: False when the name is taken."""
        ...

    async def update_user(self, username: str, changes: Mapping[str, Any]) -> None:
        """Change role, hash or disabled; bumps token_version so that older tokens die. Raises NotFound."""
        ...

    async def audit(self, tenant: str, actor: str, action: str, subject: str, detail: Mapping[str, Any]) -> None:
        """Append one line to the hash-chained audit log."""
        ...


class IdempotencyStore(Protocol):
    """Saved replies by (tenant, route, key)."""

    async def begin(self, tenant: str, route: str, key: str, body_digest: str) -> Mapping[str, Any] | None:
        """None: this caller runs it. {status, body}: the saved reply. Raises InvalidRequest (other body) or Conflict (in flight)."""
        ...

    async def complete(self, tenant: str, route: str, key: str, status: int, body: Any) -> None:
        """Save the reply."""
        ...

    async def abandon(self, tenant: str, route: str, key: str) -> None:
        """The request failed without effect: let it be tried again."""
        ...


class RunbookStore(Protocol):
    """Runbook documents, per tenant over the shipped ones (see `tools.runbooks`)."""

    async def put_runbook(
        self, tenant: str, runbook: Runbook, sections: Sequence[tuple[Mapping[str, Any], bytes]]
    ) -> None:
        """Store a document with its sections (as plain dicts) and their vectors, replacing the older version."""
        ...

    async def delete_runbook(self, tenant: str, runbook_id: str) -> None:
        """Remove it (a shipped one is hidden for this tenant). Raises NotFound."""
        ...

    async def runbook(self, tenant: str, runbook_id: str) -> Runbook:
        """One document. Raises NotFound."""
        ...

    async def runbooks(self, tenant: str) -> Sequence[Runbook]:
        """All documents the tenant sees, by id."""
        ...

    async def sections(self, tenant: str, after: int) -> tuple[int, Sequence[tuple[Mapping[str, Any], bytes]]]:
        """(sequence, all sections the tenant sees) when something changed after `after`, else (after, [])."""
        ...


class RunbookSearch(Protocol):
    """Hybrid search over the sections a tenant sees and its past resolutions."""

    async def search(self, problem: Problem, limit: int) -> Sequence[Match]:
        """Best first. Matches below the calibrated cut come with matched=False; callers may drop them."""
        ...


class Advisor(Protocol):
    """Evidence → cited advice, or an abstention. Never raises for what a model or a network does: it degrades and says so."""

    async def advise(self, evidence: Evidence) -> Advice:
        """Citations ⊆ the evidence's citations; dangerous commands flagged."""
        ...


class Adjudicator(Protocol):
    """The ask band's judge."""

    async def same_problem(self, service: str, left: Profile, right: Profile) -> bool | None:
        """True/False, or None when it cannot or may not say (no model, budget spent, time-out, nonsense)."""
        ...


class Notifier(Protocol):
    """Tells people. Called from the outbox, at least once, with a stable id."""

    async def notify(self, event: Mapping[str, Any]) -> None:
        """Event = {id, kind, tenant, incident_id, at, data}. Raises Unavailable to be tried again."""
        ...
