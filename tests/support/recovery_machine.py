"""Random lives of alerts on any ticket store, beside a model that knows only what was told."""

import asyncio
import math
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.support.clock import ManualClock
from tests.support.story import Story
from tools.errors import Conflict, NotFound
from tools.nouns.activations import RecoveryDue
from tools.nouns.decisions import Verdict
from tools.nouns.events import Cure
from tools.nouns.incidents import Incident, IncidentQuery, Status
from tools.ports import TicketStore

T = TypeVar("T")
TEXTS = {"a": "disk full on sda", "b": "disk full on sda", "c": "queue of mails grows"}
"""By alert: two alerts of one problem, and one of another."""

ALERTS, STARTS = st.sampled_from(sorted(TEXTS)), st.integers(0, 3)
FIRST_START = 100_000.0
"""How long before the first report the first activation began."""


@dataclass(slots=True)
class Told:
    """What the model knows of one activation."""

    alert: str
    start: int
    request_id: str = ""
    """Of the report that counted it; empty before it fired."""
    ended: bool = False
    counted: int = 0
    """Answers that were no reminders."""
    returned: int = 0
    """Of these, regressions that a repeat opened."""


class RecoveryMachine(RuleBasedStateMachine):
    """Fire, repeat, end, resolve, merge, split, wait, restart, set the clock: what must hold holds after each step."""

    clock_skew = math.inf
    """How far back clocks may go (seconds): a bucket's names are in the order of its writers' clocks."""

    latest = -math.inf
    state_as_of_now = True

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.clock = ManualClock()
        self.story = Story(self.run(self.open(self.clock)), self.clock)
        self.origin = self.clock() - FIRST_START
        self.told: dict[tuple[str, int], Told] = {}
        self.keyless = 0
        self.recovered: set[str] = set()

    async def open(self, clock: ManualClock) -> TicketStore:
        """The store, new or with what it held before."""
        raise NotImplementedError

    async def flaws(self) -> list[str]:
        """What the store finds wrong about itself."""
        raise NotImplementedError

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    @initialize()
    def opened(self) -> None:
        self.fire("a", 0)

    @rule(alert=ALERTS, start=STARTS)
    def fire(self, alert: str, start: int) -> None:
        known = self.told.setdefault((alert, start), Told(alert, start))
        answer = self.run(self.story.fire(TEXTS[alert], alert=alert, start=self.at(start), now=self.state_as_of_now))
        if not answer.reminder:
            known.counted += 1
            known.returned += known.counted > 1
            assert known.counted == 1 or answer.verdict is Verdict.REGRESSION
        known.request_id = known.request_id or answer.request_id

    @rule(alert=ALERTS, start=STARTS, names_start=st.booleans())
    def end(self, alert: str, start: int, names_start: bool) -> None:
        at = self.at(start) + 5
        told = self.run(self.story.end(alert, start=self.at(start) if names_start else None, at=at))
        if names_start:
            self.told.setdefault((alert, start), Told(alert, start)).ended = True
        else:
            self._ended_by_key(alert, start)
        assert told.recovering <= told.changed

    def _ended_by_key(self, alert: str, start: int) -> None:
        """An end without a start speaks of what began before it, unless something newer fired already."""
        for other in range(start + 1):
            self.told.setdefault((alert, other), Told(alert, other)).ended = True

    @rule()
    def report_without_a_key(self) -> None:
        self.run(self.story.report(TEXTS["a"]))
        self.keyless += 1

    @rule(which=st.integers(0, 9))
    def resolve(self, which: int) -> None:
        tickets = self.tickets()
        self._quietly(self.story.resolve(tickets[which % len(tickets)].incident_id))

    @rule(one=st.integers(0, 9), other=st.integers(0, 9))
    def merge(self, one: int, other: int) -> None:
        tickets = self.tickets()
        first, second = tickets[one % len(tickets)], tickets[other % len(tickets)]
        self._quietly(self.story.merge(first.incident_id, second.incident_id))

    @rule(which=st.integers(0, 9))
    def undo_a_merge(self, which: int) -> None:
        merged = [each for each in self.tickets() if each.merged_into is not None]
        if merged:
            chosen = merged[which % len(merged)]
            split = self.story.split(chosen.merged_into or "", merged_incident_id=chosen.incident_id)
            self._quietly(split)

    @rule(seconds=st.sampled_from([1.0, 600.0, 901.0]))
    def wait(self, seconds: float) -> None:
        before = {each.incident_id for each in self.tickets() if each.status is Status.RESOLVED}
        found = self.run(self.story.quiet(seconds))
        after = [each for each in self.tickets() if each.status is Status.RESOLVED]
        fresh = [each for each in after if each.incident_id not in before]
        assert len(fresh) == found.count(RecoveryDue.RESOLVED)
        for each in fresh:
            assert each.resolution is not None
            assert each.resolution.cure is Cure.RECOVERED
            self._ended(each)

    def _ended(self, ticket: Incident) -> None:
        """Nothing is resolved that still fires, as far as anybody was told."""
        kept = self.run(self.story.store.activations("default", ticket.incident_id))
        for each in kept:
            start = round((each.starts_at - self.origin) / 1000)
            newer = any(told.start > start and told.counted for told in self.of(each.dedup_key))
            assert each.end is not None
            assert self.told[each.dedup_key, start].ended or newer
        assert ticket.occurrences <= len(kept)

    @rule(seconds=st.sampled_from([-200.0, -30.0]))
    def set_the_clock_back(self, seconds: float) -> None:
        self.latest = max(self.latest, self.clock())
        if self.latest - (self.clock() + seconds) < self.clock_skew:
            self.clock.pass_(seconds)

    @rule()
    def restart(self) -> None:
        self.run(self.story.store.close())
        self.story.store = self.run(self.open(self.clock))

    @invariant()
    def what_must_hold_holds(self) -> None:
        """Occurrences are activations or have none; one ticket of a problem is live; only what is over recovers."""
        tickets = self.tickets()
        shown = sum(each.occurrences for each in tickets if each.merged_into is None)
        assert shown == self.keyless + sum(each.counted for each in self.told.values())
        live = [each.root_id for each in tickets if each.status.live]
        assert len(live) == len(set(live))
        for each in tickets:
            if each.recovering_since is not None:
                assert each.status.live
                assert each.activations.firing + each.activations.stale == 0
                self._ended(each)

    def teardown(self) -> None:
        assert self.run(self.flaws()) == []
        self.run(self.story.store.close())
        self.loop.close()

    def at(self, start: int) -> float:
        return self.origin + 1000.0 * start

    def of(self, alert: str) -> list[Told]:
        return [each for each in self.told.values() if each.alert == alert]

    def tickets(self) -> list[Incident]:
        page = self.run(self.story.store.incidents("default", IncidentQuery(limit=500)))
        return list(page.items)

    def _quietly(self, act: Coroutine[Any, Any, Any]) -> None:
        with suppress(Conflict, NotFound):
            self.run(act)
