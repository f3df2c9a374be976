"""A worker over the doubled agents: what its store hands out as jobs, and what it is told of their end."""

from dataclasses import replace
from typing import Any

from api.intake.overload import Deferral, Pace
from api.worker.worker import Worker
from tests.support.doubles.agents import DoubledAgents
from tests.support.doubles.everyone import Everyone
from tests.support.doubles.ports import Index, report
from tests.support.notices import notice
from tests.support.servers.memory_bucket import MemoryBucket
from tools.errors import NotFound
from tools.nouns.decisions import Rematch
from tools.nouns.incidents import Dossier, Incident, Status
from tools.nouns.jobs import Backlog, Job, JobKind
from tools.nouns.notices import Notice
from tools.nouns.redacted import stored
from tools.nouns.reports import Candidates
from tools.nouns.severity import Severity
from tools.settings import Settings
from tools.telemetry.tracing import UNTRACED
from tools.text.identity.fingerprint import profile_of
from tools.tickets.shared.silences import SilenceRecords
from tools.tickets.shared.watches import WatchRecords
from tools.toolbox import Toolbox


class Outbox:
    """Adds the worker's side of a store to the double."""

    def __init__(self, agents: DoubledAgents) -> None:
        self.agents = agents
        self.due: list[Job] = []
        self.done: list[str] = []
        self.again: list[tuple[str, float, str]] = []
        self.rematched: list[Candidates] = []
        self.told: list[Notice] = []
        self.owed = 0
        self.leases: dict[JobKind, float] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self.agents.store, name)

    async def jobs(self, kinds: Any, limit: int, lease: float, ahead: float = 0.0) -> list[Job]:
        self.leases |= dict.fromkeys(kinds, lease)
        due = [job for job in self.due if job.kind in kinds][:limit]
        self.due = [job for job in self.due if job not in due]
        return due

    async def finish(self, job_id: str, *, retry_at: float | None = None, error: str = "") -> None:
        if retry_at is None:
            self.done.append(job_id)
        else:
            self.again.append((job_id, retry_at, error))

    async def incident(self, tenant: str, incident_id: str) -> Incident:
        if incident_id == "inc_gone":
            raise NotFound("gone")
        dossier = self.agents.store.dossiers.get(incident_id, Dossier())
        service, environment, title = stored("payments"), stored(""), stored("t")
        return Incident(
            incident_id, tenant, Status.OPEN, Severity.HIGH, service, environment, None, title, 0, 0, 1, 1, incident_id,
            dossier=dossier,
        )  # fmt: skip

    async def rematch(self, tenant: str, fingerprint: str, candidates: Candidates) -> Rematch:
        self.rematched.append(candidates)
        return Rematch.NONE

    async def backlog(self) -> dict[JobKind, Backlog]:
        return {JobKind.MATCH: Backlog(self.owed, 0.0)}

    async def notify(self, notice: Notice) -> None:
        self.told.append(notice)


class WorkerOnDoubles:
    """A worker over one ticket that waits for its advice."""

    def __init__(self, **parts: Any) -> None:
        self.agents = DoubledAgents()
        self.outbox = Outbox(self.agents)
        ports: Any = dict.fromkeys(Toolbox.__dataclass_fields__) | {"tracing": UNTRACED}
        ports |= {"settings": Settings(), "clock": lambda: 1_000.0, "background": self.agents.embedder}
        ports |= {"store": self.outbox, "notifier": self.outbox, "directory": Everyone()}
        ports |= {"silences": SilenceRecords(MemoryBucket()), "watches": WatchRecords(MemoryBucket())}
        self.pace, self.deferral = Pace(), Deferral(0)
        toolbox = Toolbox(**ports | {"index": Index()} | parts)
        self.worker = Worker(toolbox, self.agents.agents, self.pace, self.deferral)

    async def begin(self) -> None:
        one = report(request_id="req_1")
        await self.agents.store.record(one, profile_of(one), None)

    def job(self, kind: str, **changes: Any) -> Job:
        told = notice() if kind == JobKind.NOTIFY else None
        return replace(Job("7", JobKind(kind), "default", "inc_0", "req_1", "f", 2, told), **changes)

    async def do(self, *jobs: Job) -> int:
        self.outbox.due += jobs
        return await self.worker.sweep()
