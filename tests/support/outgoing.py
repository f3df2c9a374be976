"""Deliveries on records in memory: processes that come and go over one store, and a clock that the test moves."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from api.worker.deliveries import Deliveries
from api.worker.notify import Notify
from api.worker.silences import KNOWN_SECONDS
from tests.support.clock import ManualClock
from tests.support.deliveries import message, ticket_id
from tests.support.doubles.destinations import ToldDestination
from tests.support.doubles.everyone import Everyone
from tests.support.notices import notice
from tests.support.servers.memory_bucket import MemoryBucket
from tests.support.servers.s3_objects import Objects
from tools.errors import NotFound
from tools.ids import new_silence_id
from tools.nouns.deliveries import DeliveryRow, DeliveryState
from tools.nouns.incidents import Incident, Status
from tools.nouns.jobs import Job, JobKind
from tools.nouns.messages import Message
from tools.nouns.notices import Notice, NoticeKind
from tools.nouns.redacted import stored
from tools.nouns.severity import Severity
from tools.nouns.silences import Silence, SilenceMatch
from tools.settings import Settings
from tools.telemetry.tracing import UNTRACED
from tools.tickets.shared.deliveries import DeliveryRecords
from tools.tickets.shared.lanes import LaneRecords
from tools.tickets.shared.records import Records
from tools.tickets.shared.silences import SilenceRecords
from tools.toolbox import Toolbox


class Tickets:
    """The tickets that messages are about, as the engine asks for them."""

    def __init__(self) -> None:
        self.known: dict[str, Incident] = {}

    def put(self, number: int, status: Status = Status.OPEN, **changes: Any) -> None:
        """What a ticket is now."""
        name, text = ticket_id(number), stored("timeout of the database")
        values: dict[str, Any] = {"severity": Severity.HIGH, "occurrences": 7, "last_seen": 1.0} | changes
        self.known[name] = Incident(
            incident_id=name, tenant="default", status=status, service=stored("payments"), environment=stored("prod"),
            release=None, title=text, first_seen=0.0, generation=1, root_id=name, **values,
        )  # fmt: skip

    async def incident(self, tenant: str, incident_id: str) -> Incident:
        """Raises NotFound."""
        if incident_id not in self.known:
            raise NotFound("gone")
        return self.known[incident_id]


class Process:
    """One process over the store: its engine, and the job that keeps deliveries."""

    def __init__(self, toolbox: Toolbox, messages: dict[str, Message]) -> None:
        self.toolbox = toolbox
        self.counted: list[tuple[str, str]] = []
        self.engine = Deliveries(toolbox, count=lambda *said: self.counted.append(said), monotonic=toolbox.clock)

        async def render(told: Notice) -> Message:
            return messages[told.notice_id]

        self.notify = Notify(toolbox, render, self.engine.wake)


class Outgoing:
    """One store, its destinations, and notices about numbered tickets."""

    def __init__(self, *names: str, store: Any = None, clock: ManualClock | None = None, **settings: Any) -> None:
        """`store` keeps everything, by `clock`; without one it is kept in memory."""
        self.clock = clock or ManualClock()
        self.store = store
        self.objects = Objects(self.clock)
        self.records: Records = MemoryBucket(self.objects)
        self.tickets = Tickets()
        self.destinations = {name: ToldDestination(name) for name in names or ("oncall",)}
        self.settings = Settings(**settings)
        self.messages: dict[str, Message] = {}
        self.jobs = 0
        self.tracing = UNTRACED
        self.now = self.process()

    def process(self, records: Records | None = None) -> Process:
        """Another process; what it remembers is its own."""
        kept = records or self.records
        ports: Any = dict.fromkeys(Toolbox.__dataclass_fields__) | {"tracing": self.tracing}
        ports |= {
            "settings": self.settings,
            "clock": self.clock,
            "store": self.tickets,
            "deliveries": self.store.deliveries if self.store else DeliveryRecords(kept),
            "lanes": self.store.lanes if self.store else LaneRecords(kept, 2.0, self.clock),
            "silences": self.store.silences if self.store else SilenceRecords(kept),
            "directory": Everyone(list(self.destinations.values())),
        }
        return Process(Toolbox(**ports), self.messages)

    def job(self, number: int = 1, kind: NoticeKind = NoticeKind.OPENED, **changes: Any) -> Job:
        """A job that tells of a ticket."""
        self.jobs += 1
        ticket = ticket_id(number)
        notice_id = f"{ticket}:{self.jobs}"
        said = message(number, kind=kind, at=self.clock() + self.jobs / 1000, notice_id=notice_id, **changes)
        self.messages[notice_id] = said
        if ticket not in self.tickets.known:
            self.tickets.put(number)
        told = notice(incident_id=ticket, notice_id=notice_id, at=said.at, tenant=said.tenant)
        return Job(str(self.jobs), JobKind.NOTIFY, said.tenant, ticket, "req_1", "f", 1, told)

    async def tell(self, number: int = 1, kind: NoticeKind = NoticeKind.OPENED, **changes: Any) -> str:
        """Keep a delivery for each destination; returns the notice's id."""
        job = self.job(number, kind, **changes)
        await self.now.notify(job)
        return job.notice.notice_id if job.notice else ""

    async def sweep(self, seconds: float = 0.0) -> int:
        """So much time passes; then everything that is due is told."""
        self.clock.pass_(seconds)
        return await self.now.engine.sweep()

    async def rows(self, state: DeliveryState | None = None, tenant: str = "default") -> Sequence[DeliveryRow]:
        """What is kept, newest first."""
        return (await self.now.toolbox.deliveries.page(tenant, state, 10_000, None)).items

    async def states(self) -> dict[str, int]:
        """How many deliveries are in each state."""
        found: dict[str, int] = {}
        for row in await self.rows():
            found[row.state.value] = found.get(row.state.value, 0) + 1
        return found

    async def replay_dead(self) -> None:
        """Tell every dead one again."""
        for row in await self.rows(DeliveryState.DEAD):
            kept = await self.now.toolbox.deliveries.find(row.tenant, row.delivery_id)
            again = replace(kept.row, state=DeliveryState.PENDING, replayed=True, first_tried_at=None, next_at=0.0)
            await self.now.toolbox.deliveries.save(kept, again)

    async def silence(self, seconds: float = 3600.0, **match: Any) -> Silence:
        """Keep back what matches, from a moment later on: what a process has just read is forgotten by then."""
        now = self.clock.pass_(KNOWN_SECONDS)
        made = Silence(
            silence_id=new_silence_id(now), tenant="default", match=SilenceMatch(**match or {"service": "*"}),
            starts_at=now, until=now + seconds, reason=stored("a drill"), by="ann", made_at=now,
        )  # fmt: skip
        await self.now.toolbox.silences.add(made)
        return made
