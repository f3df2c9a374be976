"""A short way to tell what happens to a ticket store, the same for every implementation."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from tests.support.clock import ManualClock
from tools.ids import dedup_digest
from tools.nouns.activations import ActivationOf, AlertKey, Recovery, RecoveryDue, RecoveryOutcome
from tools.nouns.decisions import Band, Judgement
from tools.nouns.incidents import Incident, Resolution
from tools.nouns.jobs import Job, JobKind
from tools.nouns.notices import Notice
from tools.nouns.policy import LIVE, Policy
from tools.nouns.recorded import Recorded
from tools.nouns.redacted import stored
from tools.nouns.reports import Candidate, Candidates, Profile, Report
from tools.nouns.selectors import ChosenReports, MergedTicket, Selector, WholeFingerprint
from tools.nouns.severity import Severity
from tools.ports import TicketStore
from tools.text.identity.profiles import FP_VERSION

NO_NEIGHBOURS = 10**15


def vector(degrees: float) -> bytes:
    """A unit vector in the plane: the cosine of two is the cosine of the angle between them."""
    angle = math.radians(degrees)
    return np.array([math.cos(angle), math.sin(angle)], dtype="<f4").tobytes()


def near(*items: Candidate, degrees: float = 0.0, upto: int = NO_NEIGHBOURS) -> Candidates:
    """What a search found; by default it has seen everything stored."""
    return Candidates(upto, vector(degrees), items)


def judge_by_cosine(left: Profile, right: Profile, cosine: float, policy: Policy) -> Judgement:
    """Stands in for the text rules: these suites are about what a store does with a judgement."""
    vetoes = ("opposite",) if ("up" in left.message) != ("up" in right.message) else ()
    if cosine >= 0.95 and not vetoes:
        return Judgement(Band.SAME, cosine)
    return Judgement(Band.ASK if cosine >= policy.similarity_threshold else Band.SEPARATE, cosine, vetoes)


class Story:
    """Reports and acts on one tenant's store. Every report gets the next request id and arrives one second later."""

    def __init__(self, store: TicketStore, clock: ManualClock, tenant: str = "default") -> None:
        self.store = store
        self.clock = clock
        self.tenant = tenant
        self.mode = LIVE
        self.sent = 0

    def written(
        self, text: str = "disk full on /dev/sda", *, fp: str | None = None, params: Sequence[str] = (), **fields: Any
    ) -> tuple[Report, Profile]:
        """A report and its profile; the text is its fingerprint unless one is given."""
        self.sent += 1
        self.clock.pass_(1.0)
        values: dict[str, Any] = {
            "service": "api",
            "received_at": self.clock(),
            "request_id": f"req_{self.tenant}_{self.sent}",
        } | fields
        report = Report(tenant=self.tenant, log=stored(text), **values)
        fingerprint = fp or f"{report.service}|{report.environment}|{text}"
        return report, Profile(fingerprint, FP_VERSION, stored(text), stored(text), tuple(map(stored, params)))

    async def report(
        self, text: str = "disk full on /dev/sda", *, found: Candidates | None = None, **fields: Any
    ) -> Recorded:
        """Send one report; a new one has been searched for and found nothing, unless `found` says otherwise."""
        report, profile = self.written(text, **fields)
        return await self.store.record(report, profile, found or near(), self.mode)

    async def fire(
        self,
        text: str = "disk full on /dev/sda",
        *,
        alert: str = "a",
        start: float | None = None,
        now: bool = True,
        sender: str = "alertmanager",
        expires_at: float | None = None,
        **fields: Any,
    ) -> Recorded:
        """Send a firing of an alert. `now`: its sender tells what holds at the moment."""
        said = ActivationOf(sender, dedup_digest(alert), stored(alert), start, now, expires_at)
        return await self.report(text, activation=said, **fields)

    async def end(
        self,
        alert: str = "a",
        *,
        start: float | None = None,
        at: float | None = None,
        sender: str = "alertmanager",
        environment: str = "",
        **fields: Any,
    ) -> RecoveryOutcome:
        """Its sender says that an alert is over, one second later."""
        self.clock.pass_(1.0)
        key = AlertKey(self.tenant, environment, sender, dedup_digest(alert))
        return await self.store.recover(Recovery(key, stored(alert), self.clock(), start, at, **fields))

    async def quiet(self, seconds: float = 900.0) -> list[RecoveryDue]:
        """Time passes in which nothing comes; what the timers did then."""
        self.clock.pass_(seconds)
        due = [(job, await self.store.recovery_due(job.job_id)) for job in await self.jobs("recover")]
        for job, found in due:
            if found is RecoveryDue.WAITS:
                await self.store.finish(job.job_id, retry_at=self.clock() + 1)
        return [found for _, found in due]

    async def resolve(self, incident_id: str, by: str = "ann", **fields: Any) -> Incident:
        """Close it one second later."""
        self.clock.pass_(1.0)
        resolution = Resolution(stored("restarted it"), stored(by), **fields)
        return await self.store.resolve(self.tenant, incident_id, resolution, "user:ann")

    async def see(self, incident_id: str) -> Incident:
        """The ticket as people see it."""
        return await self.store.incident(self.tenant, incident_id)

    async def merge(self, incident_id: str, into: str) -> Incident:
        """A person joins two problems."""
        return await self.store.merge(self.tenant, incident_id, into, stored("same cause"), "user:ann")

    async def split(
        self,
        incident_id: str,
        *,
        merged_incident_id: str = "",
        fingerprint: str = "",
        occurrence_ids: Iterable[str] = (),
    ) -> Incident:
        """A person parts one."""
        selector: Selector = ChosenReports(frozenset(occurrence_ids))
        if merged_incident_id:
            selector = MergedTicket(merged_incident_id)
        elif fingerprint:
            selector = WholeFingerprint(fingerprint)
        return await self.store.split(self.tenant, incident_id, selector, stored("not the same"), "user:ann")

    async def jobs(self, *kinds: str) -> Sequence[Job]:
        """Lease everything due of these kinds."""
        return await self.store.jobs([JobKind(kind) for kind in kinds], 1000, 30.0)

    async def notices(self) -> Sequence[Notice]:
        """What people are to be told, in order for each ticket; it counts as told then."""
        found: list[Notice] = []
        while jobs := await self.jobs("notify"):
            for job in jobs:
                await self.store.finish(job.job_id)
            found += [job.notice for job in jobs if job.notice]
        return found

    def kinds(self, incident: Incident) -> list[str]:
        """The timeline in words."""
        return [event.kind for event in incident.timeline]


CRITICAL, HIGH, MEDIUM, LOW = Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW
