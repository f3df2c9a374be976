"""Random lives of deliveries beside a model that knows only what was to be told, and who said what to it."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.support.doubles.destinations import Answer, delivered, says
from tests.support.outgoing import Outgoing
from tests.support.servers.memory_bucket import CrashingBucket
from tools.nouns.deliveries import DeliveryRow, DeliveryState, OutcomeKind
from tools.nouns.jobs import Job
from tools.nouns.notices import NoticeKind

T = TypeVar("T")
NAMES = ("oncall", "hook")
ANSWERS: dict[str, Answer] = {
    "takes": delivered,
    "later": says(OutcomeKind.LATER),
    "limited": says(OutcomeKind.LATER, retry_after=90),
    "blocked": says(OutcomeKind.BLOCKED),
    "refuses": says(OutcomeKind.REFUSED),
}
KINDS = (NoticeKind.OPENED, NoticeKind.ESCALATED, NoticeKind.GROWN, NoticeKind.ACKNOWLEDGED, NoticeKind.RESOLVED)
DAY = 86_400.0
MOST_STEPS_TO_REST = 40
STEP_TO_REST_SECONDS = 901.0


class DeliveryMachine(RuleBasedStateMachine):
    """Tell, try, crash, silence, replay, wait, set the clock: what must hold holds after each step, and at the end."""

    crashes = True
    """Whether a process may die between two calls to its store."""

    def __init__(self) -> None:
        super().__init__()
        self.set_back = 0.0
        self.loop = asyncio.new_event_loop()
        self.jobs: list[Job] = []
        self.silences: list[str] = []

    @initialize()
    def begin(self) -> None:
        self.house = self.run(self.open())

    async def open(self) -> Outgoing:
        return Outgoing(*NAMES)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    @rule(said=st.lists(st.tuples(st.integers(1, 2), st.sampled_from(KINDS)), min_size=1, max_size=5))
    def tell(self, said: list[tuple[int, NoticeKind]]) -> None:
        for ticket, kind in said:
            self.jobs.append(self.house.job(ticket, kind))
            self.run(self.house.now.notify(self.jobs[-1]))

    @precondition(lambda self: self.jobs)
    @rule(data=st.data())
    def tell_again(self, data: st.DataObject) -> None:
        self.run(self.house.now.notify(data.draw(st.sampled_from(self.jobs))))

    @rule(name=st.sampled_from(NAMES), how=st.sampled_from(sorted(ANSWERS)))
    def answer(self, name: str, how: str) -> None:
        self.house.destinations[name].answer = ANSWERS[how]

    @rule(seconds=st.sampled_from([0.0, 1.0, 61.0, 1000.0, 20_000.0]))
    def sweep(self, seconds: float) -> None:
        self.run(self.house.sweep(seconds))

    @rule(seconds=st.sampled_from([30.0, 7200.0]))
    def set_the_clock_back(self, seconds: float) -> None:
        self.set_back += seconds  # what waits for a time waits for so much longer
        self.house.clock.pass_(-seconds)

    @rule()
    def start_again(self) -> None:
        self.house.now = self.house.process()

    @precondition(lambda self: self.crashes)
    @rule(at=st.integers(1, 30), after=st.booleans())
    def die_while_telling(self, at: int, after: bool) -> None:
        process = self.house.process(CrashingBucket(self.house.objects, at, after=after))
        self.house.clock.pass_(60)
        self.run(_ended(process.engine.sweep()))
        self.start_again()

    @rule(seconds=st.sampled_from([100.0, 5000.0]), name=st.sampled_from(["*", "pay*", "search"]))
    def silence(self, seconds: float, name: str) -> None:
        self.silences.append(self.run(self.house.silence(seconds, service=name)).silence_id)

    @precondition(lambda self: self.silences)
    @rule()
    def end_a_silence(self) -> None:
        silences, now = self.house.now.toolbox.silences, self.house.clock()
        self.run(silences.end("default", self.silences.pop(), now))

    @rule()
    def replay_the_dead(self) -> None:
        self.run(self.house.replay_dead())

    @invariant()
    def every_notice_has_its_delivery_and_what_was_told_says_so(self) -> None:
        if not self.jobs:
            return
        rows = self.run(self.house.rows())
        heard = {name: set(place.ids) for name, place in self.house.destinations.items()}
        for name in NAMES:
            kept = {row.message.notice_id for row in rows if row.destination == name}
            assert {job.notice.notice_id for job in self.jobs if job.notice} <= kept
        for row in rows:
            if row.state is DeliveryState.DELIVERED:
                assert row.delivery_id in heard[row.destination], row
            elif row.state is DeliveryState.SILENCED:
                assert row.silenced_by or row.replaced_by, row

    @invariant()
    def each_ticket_was_told_in_order(self) -> None:
        if not self.jobs:
            return
        rows = {row.delivery_id: row for row in self.run(self.house.rows())}
        for place in self.house.destinations.values():
            first = [rows[delivery_id] for delivery_id in dict.fromkeys(place.ids)]
            usual = [row for row in first if not (row.replayed or row.released_after or row.members)]
            for ticket in {row.ticket for row in usual}:
                orders = [row.order for row in usual if row.ticket == ticket]
                assert orders == sorted(orders), (ticket, orders)

    def teardown(self) -> None:
        if self.jobs:
            self._come_to_rest()
        self.loop.close()

    def _come_to_rest(self) -> None:
        """Everybody takes everything again: nothing waits in the end, and what nobody heard of says why."""
        for place in self.house.destinations.values():
            place.answer = delivered
        self.start_again()
        for _ in range(MOST_STEPS_TO_REST + int(self.set_back // STEP_TO_REST_SECONDS)):
            self.run(self.house.now.engine.keep_house())
            self.run(self.house.sweep(STEP_TO_REST_SECONDS))
        for row in self.run(self.house.rows()):
            heard = row.delivery_id in self.house.destinations[row.destination].ids
            assert heard or self._may_be_untold(row), row

    def _may_be_untold(self, row: DeliveryRow) -> bool:
        if row.state is DeliveryState.DEAD:
            return row.last_error == "refused" or row.tried_at - (row.first_tried_at or 0.0) >= DAY
        return row.state is DeliveryState.SILENCED and bool(row.silenced_by or row.replaced_by)


async def _ended(work: Coroutine[Any, Any, object]) -> None:
    await asyncio.wait({asyncio.ensure_future(work)})
