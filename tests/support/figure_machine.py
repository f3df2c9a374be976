"""Random lives of incidents on any ticket store; after each step its figures are those counted from an export."""

import asyncio
import tempfile
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.support.clock import ManualClock
from tests.support.recount import recounted, told
from tests.support.story import Story, near
from tools.analytics.ranges import query_of
from tools.errors import Conflict, InvalidRequest, NotFound
from tools.nouns.events import Feedback
from tools.nouns.figures import BucketSize
from tools.nouns.incidents import Incident, IncidentQuery, Resolution
from tools.nouns.redacted import stored
from tools.ports import Store

T = TypeVar("T")
DST_DAYS = {
    "spring": 1_711_846_800.0 - 5400,  # an hour and a half before the clocks of Berlin go forward on 2024-03-31
    "autumn": 1_729_990_800.0 - 5400,  # the same before they go back on 2024-10-27
    "lord howe": 1_712_415_600.0 - 1800,  # half an hour before those of Lord Howe go back by half an hour
}
ZONES = [
    "UTC",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Pacific/Apia",
]
PROBLEMS = {"a": "api", "b": "api", "c": "web", "d": "batch"}
WHICH = st.integers(0, 9)
PAUSES = st.sampled_from([0.0, 1.0, 300.0, 899.0, 901.0, 3600.0, 90_000.0])


class FigureMachine(RuleBasedStateMachine):
    """Report, acknowledge, resolve, reopen, amend, merge, split, recover, prune, restart: the figures stay exact."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.clock = ManualClock()
        self.folder = tempfile.TemporaryDirectory()
        self.exports = 0

    async def open(self, clock: ManualClock) -> Store:
        """The store, new or with what it held before."""
        raise NotImplementedError

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    @initialize(day=st.sampled_from(sorted(DST_DAYS)))
    def opened(self, day: str) -> None:
        self.clock.pass_(DST_DAYS[day] - self.clock())
        self.began = self.clock()
        self.store = self.run(self.open(self.clock))
        self.story = Story(self.store, self.clock)
        self.report("a", 0.0, None)

    @rule(
        problem=st.sampled_from(sorted(PROBLEMS)),
        pause=PAUSES,
        late=st.none() | st.sampled_from([1.0, 1000.0, 90_000.0]),
    )
    def report(self, problem: str, pause: float, late: float | None) -> None:
        self.clock.pass_(pause)
        said: dict[str, Any] = {} if late is None else {"occurred_at": self.clock() - late}
        environment = "prod" if problem in "bc" else ""
        self.run(self.story.report(problem, service=PROBLEMS[problem], environment=environment, params=("x",), **said))

    @rule(problem=st.sampled_from("ab"), start=st.integers(0, 3))
    def fire(self, problem: str, start: int) -> None:
        began = self.began + 700.0 * start
        self.run(self.story.fire(f"fires {problem}", alert=problem, start=began, environment="prod"))

    @rule(problem=st.sampled_from("ab"), quiet=st.booleans())
    def end(self, problem: str, quiet: bool) -> None:
        self.run(self.story.end(problem, environment="prod"))
        if quiet:
            self.run(self.story.quiet(901.0))

    @rule(which=WHICH, pause=PAUSES)
    def acknowledge(self, which: int, pause: float) -> None:
        self.clock.pass_(pause)
        self._act(which, lambda one: self.store.acknowledge("default", one.incident_id, "user:ann"))

    @rule(which=WHICH, pause=PAUSES, back=st.sampled_from([None, 10.0, 5000.0]))
    def resolve(self, which: int, pause: float, back: float | None) -> None:
        self.clock.pass_(pause)
        at = None if back is None else self.clock() - back
        self._act(which, lambda one: self.story.resolve(one.incident_id, at=at))

    @rule(which=WHICH)
    def reopen(self, which: int) -> None:
        self._act(which, lambda one: self.store.reopen("default", one.incident_id, stored("not fixed"), "user:ann"))

    @rule(which=WHICH)
    def amend(self, which: int) -> None:
        said = Resolution(stored("it was the disk"), stored("bob"))
        self._act(which, lambda one: self.store.amend("default", one.incident_id, said, "user:bob"))

    @rule(which=WHICH, helpful=st.booleans())
    def rate(self, which: int, helpful: bool) -> None:
        self._act(which, lambda one: self.store.feedback("default", one.incident_id, Feedback(helpful), "user:ann"))

    @rule(one=WHICH, other=WHICH)
    def merge(self, one: int, other: int) -> None:
        tickets = self._tickets()
        into = tickets[other % len(tickets)].incident_id
        self._act(one, lambda loser: self.story.merge(loser.incident_id, into))

    @rule(which=WHICH)
    def undo_a_merge(self, which: int) -> None:
        if merged := [each for each in self._tickets() if each.merged_into is not None]:
            one = merged[which % len(merged)]
            self._try(self.story.split(one.merged_into or "", merged_incident_id=one.incident_id))

    @rule(which=WHICH, problem=st.sampled_from(sorted(PROBLEMS)))
    def split_a_fingerprint(self, which: int, problem: str) -> None:
        environment = "prod" if problem in "bc" else ""
        fingerprint = f"{PROBLEMS[problem]}|{environment}|{problem}"
        self._act(which, lambda one: self.story.split(one.incident_id, fingerprint=fingerprint))

    @rule(which=WHICH)
    def match_late(self, which: int) -> None:
        """A ticket opened under overload turns out to be another problem, or none."""
        text = f"late {which % 3}"
        report, profile = self.story.written(text)
        self.run(self.store.record(report, profile, None))
        self.run(self.store.rematch("default", profile.fingerprint, near()))

    @rule()
    def prune(self) -> None:
        self.run(self.store.prune(self.clock()))

    @rule()
    def restart(self) -> None:
        self.run(self.store.close())
        self.store = self.story.store = self.run(self.open(self.clock))

    @invariant()
    def figures_are_those_counted_by_hand(self) -> None:
        self.exports += 1
        path = Path(self.folder.name) / f"{self.exports}.jsonl"
        self.run(self.store.export_jsonl(path))
        for number, zone in enumerate(ZONES):
            if number % 3 == self.exports % 3:
                self._compare(path, zone, list(BucketSize)[(number + self.exports) % 3], number)

    def _compare(self, path: Path, zone: str, bucket: BucketSize, number: int) -> None:
        since = self.began - [100_000.0, 3600.0, 0.0, -900.0][(number + self.exports) % 4]
        until = max(since, self.clock()) + 1.0
        service = [None, None, "api", "web"][(number + self.exports // 4) % 4]
        environment = [None, "prod", None][(number + self.exports // 3) % 3]
        query = query_of(since, until, zone=zone, bucket=bucket, service=service, environment=environment)
        assert told(self.run(self.store.figures.summary("default", query))) == recounted(path, "default", query)

    def teardown(self) -> None:
        self.run(self.store.close())
        self.loop.close()
        self.folder.cleanup()

    def _tickets(self) -> list[Incident]:
        return list(self.run(self.store.incidents("default", IncidentQuery(limit=500))).items)

    def _act(self, which: int, act: Any) -> None:
        tickets = self._tickets()
        self._try(act(tickets[which % len(tickets)]))

    def _try(self, act: Coroutine[Any, Any, Any]) -> None:
        with suppress(Conflict, NotFound, InvalidRequest):
            self.run(act)
