"""The jobs in the outbox."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tools.nouns import pending
from tools.nouns.decisions import Verdict
from tools.nouns.json_types import Json, Stored
from tools.nouns.notices import Notice, notice_from_json, notice_to_json

LIVE_RUN_LEASE_SECONDS = 60.0
"""What the run that recorded a report has for its advice before a worker takes the job over."""


class JobKind(StrEnum):
    """What a job asks for, in the order in which a worker does what is due."""

    NOTIFY = "notify"
    """Tell people."""
    MATCH = "match"
    """The semantic match that an overload or a crash put off."""
    ADVISE = "advise"
    """Find runbooks and write advice."""
    RECOVER = "recover"
    """Resolve a ticket whose alerts have all ended, once it was quiet for long enough."""
    EXPIRE = "expire"
    """End the alerts that were not repeated within the time that their sender announced."""


TIMERS = frozenset({JobKind.RECOVER, JobKind.EXPIRE})
"""Kinds that wait for a time."""

SETTLES: Mapping[JobKind, int] = {JobKind.NOTIFY: pending.NOTIFY, JobKind.MATCH: pending.SEMANTIC}
"""What a ticket no longer waits for when its last job of a kind has ended; advice ends its own waiting when stored."""


@dataclass(frozen=True, slots=True)
class Timer:
    """When a job was put off, in epoch seconds, and for how many seconds."""

    set_at: float
    delay: float

    @property
    def due(self) -> float:
        """When it is due, if no clock is set meanwhile."""
        return self.set_at + self.delay


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job to put into the outbox, about the ticket it is put there with."""

    kind: JobKind
    request_id: str = ""
    """The report it follows from; empty if it follows from none."""

    fingerprint: str = ""
    notice: Notice | None = None
    """What a NOTIFY job tells."""

    verdict: Verdict | None = None
    """Why an ADVISE job is due; kept for whoever reads the outbox."""

    leased: bool = False
    """The caller's own run does it now; a worker takes over when LIVE_RUN_LEASE_SECONDS have passed."""

    timer: Timer | None = None
    """It waits for a time; None: it is due at once."""

    @property
    def payload(self) -> Json:
        """What is stored beside the fields that every job has."""
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
    """What a NOTIFY job tells."""

    timer: Timer | None = None
    """Of a job that waited for a time."""


def job_from_json(job_id: str, tenant: str, incident_id: str, stored: Stored) -> Job:
    """A job from what every store keeps of one: kind, request_id, fingerprint, attempts and payload."""
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
    """Jobs of one kind that are not done, and when the oldest was queued (epoch seconds)."""

    jobs: int
    since: float
