"""Work that verdicts leave in the outbox."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tools.nouns import pending
from tools.nouns.decisions import Verdict
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


SETTLES: Mapping[JobKind, int] = {JobKind.NOTIFY: pending.NOTIFY, JobKind.MATCH: pending.SEMANTIC}
"""What a ticket no longer waits for when its last job of a kind has ended; advice ends its own waiting when stored."""


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

    @property
    def payload(self) -> dict[str, Any]:
        """What is stored beside the fields that every job has."""
        if self.notice is not None:
            return notice_to_json(self.notice)
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


def job_from_json(job_id: str, tenant: str, incident_id: str, stored: Mapping[str, Any]) -> Job:
    """A job from what every store keeps of one: kind, request_id, fingerprint, attempts and payload."""
    kind = JobKind(stored["kind"])
    notice = None
    if kind is JobKind.NOTIFY:
        notice = notice_from_json(stored["payload"], f"{incident_id}:{job_id}", tenant, incident_id)
    return Job(
        job_id=job_id,
        kind=kind,
        tenant=tenant,
        incident_id=incident_id,
        request_id=stored["request_id"],
        fingerprint=stored["fingerprint"],
        attempts=stored["attempts"],
        notice=notice,
    )


@dataclass(frozen=True, slots=True)
class Backlog:
    """Jobs of one kind that are not done, and when the oldest was queued (epoch seconds)."""

    jobs: int
    since: float
