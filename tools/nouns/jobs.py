"""The jobs in the outbox."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tools.nouns import pending
from tools.nouns.decisions import Verdict
from tools.nouns.json_types import Json, Stored
from tools.nouns.notices import Notice, notice_from_json, notice_to_json

LIVE_RUN_LEASE_SECONDS = 60.0
"""How long the run that recorded a report may take for its advice before a worker takes over the job."""


class JobKind(StrEnum):
    """The kinds of jobs, in the order in which a worker does them."""

    NOTIFY = "notify"
    """Send notices."""
    MATCH = "match"
    """Make the semantic match that an overload or a crash postponed."""
    ADVISE = "advise"
    """Find runbooks and write advice."""
    RECOVER = "recover"
    """Resolve a ticket whose alerts have all ended, after its quiet time."""
    EXPIRE = "expire"
    """End the alerts that were not repeated within the time that their sender announced."""


TIMERS = frozenset({JobKind.RECOVER, JobKind.EXPIRE})
"""Kinds that wait for a time."""

CLEARS: Mapping[JobKind, int] = {JobKind.NOTIFY: pending.NOTIFY, JobKind.MATCH: pending.SEMANTIC}
"""The pending bit that a ticket loses when its last job of a kind ends; storing advice clears its own bit."""


@dataclass(frozen=True, slots=True)
class Timer:
    """When a job was postponed (epoch seconds), and for how many seconds."""

    set_at: float
    delay: float

    @property
    def due(self) -> float:
        """When it is due, unless the clock is changed meanwhile."""
        return self.set_at + self.delay


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job to add to the outbox, about the ticket it is stored with."""

    kind: JobKind
    request_id: str = ""
    """The report that caused it; empty if none did."""

    fingerprint: str = ""
    notice: Notice | None = None
    """The notice of a NOTIFY job."""

    verdict: Verdict | None = None
    """Why an ADVISE job is due; stored for people who read the outbox."""

    leased: bool = False
    """The caller's own run does it now; a worker takes over after LIVE_RUN_LEASE_SECONDS."""

    timer: Timer | None = None
    """When it is due; None: at once."""

    @property
    def payload(self) -> Json:
        """The data stored besides the fields that every job has."""
        if self.notice is not None:
            return notice_to_json(self.notice)
        if self.timer is not None:
            return {"at": self.timer.set_at, "delay": self.timer.delay}
        return {} if self.verdict is None else {"verdict": self.verdict.value}


@dataclass(frozen=True, slots=True)
class Job:
    """A job as a worker leases it."""

    job_id: str
    kind: JobKind
    tenant: str
    incident_id: str
    request_id: str
    fingerprint: str
    attempts: int
    """How often it was leased, this time included."""

    notice: Notice | None = None
    """The notice of a NOTIFY job."""

    timer: Timer | None = None
    """For a job that waited for a time."""


def job_from_json(job_id: str, tenant: str, incident_id: str, stored: Stored) -> Job:
    """A job from the fields that every store keeps: kind, request_id, fingerprint, attempts and payload."""
    kind, payload = JobKind(stored["kind"]), stored["payload"]
    notice = None
    if kind is JobKind.NOTIFY:
        notice = notice_from_json(payload, f"{incident_id}:{job_id}", tenant, incident_id)
    return Job(
        job_id=job_id,
        kind=kind,
        tenant=tenant,
        incident_id=incident_id,
        request_id=stored["request_id"],
        fingerprint=stored["fingerprint"],
        attempts=stored["attempts"],
        notice=notice,
        timer=Timer(payload["at"], payload["delay"]) if "delay" in payload else None,
    )


@dataclass(frozen=True, slots=True)
class Backlog:
    """The number of unfinished jobs of one kind, and when the oldest was queued (epoch seconds)."""

    jobs: int
    since: float
