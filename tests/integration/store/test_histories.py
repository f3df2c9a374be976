"""Random histories of reports, resolves, merges and splits: nothing is lost, nothing open hides behind a closed one."""

import asyncio
import tempfile
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings, strategies
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.support.clock import ManualClock
from tests.support.stores import ProbedStore
from tests.support.story import Story
from tools.errors import Conflict, NotFound
from tools.tickets.embedded import verify

PROBLEMS = ("a", "b", "c", "d")
VALUES = ("sda", "sdb", "sdc")

MEMORY = Path("/dev/shm")
"""Histories are about rules, not about disks; a folder in memory halves their time."""

SUMMED = "SELECT COALESCE(SUM(occurrences), 0) FROM tickets WHERE status <> 'MERGED'"
UNSEEN = """
SELECT g.request_id FROM grouped g JOIN (
    WITH RECURSIVE up(id, at) AS (
        SELECT id, id FROM tickets UNION
        SELECT up.id, t.merged_into FROM up JOIN tickets t ON t.id = up.at WHERE t.merged_into IS NOT NULL
    )
    SELECT up.id, t.status, t.resolved_seq FROM up JOIN tickets t ON t.id = up.at WHERE t.status <> 'MERGED'
) root ON root.id = g.shown_on
WHERE root.status = 'RESOLVED' AND g.seq > root.resolved_seq
"""


class Histories(RuleBasedStateMachine):
    """Each step is one act of a person or one report; what is refused must change nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)
        clock = ManualClock()
        self.store = self.run(ProbedStore.open(Path(self.folder.name), clock=clock))
        self.story = Story(self.store, clock)
        self.tickets: list[str] = []
        self.reports: list[str] = []

    def run(self, act: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(act)

    def teardown(self) -> None:
        self.run(self.store.close())
        self.run(self.loop.shutdown_default_executor())
        self.loop.close()
        self.folder.cleanup()

    def attempt(self, act: Coroutine[Any, Any, Any]) -> None:
        """Refusals are answers."""
        with suppress(Conflict, NotFound):
            self.know(self.run(act).incident_id)

    def know(self, incident_id: str) -> None:
        if incident_id not in self.tickets:
            self.tickets.append(incident_id)

    @rule(text=strategies.sampled_from(PROBLEMS), value=strategies.sampled_from(VALUES))
    def report(self, text: str, value: str) -> None:
        answer = self.run(self.story.report(text, params=(value,)))
        self.know(answer.incident_id)
        self.reports.append(answer.request_id)

    @precondition(lambda self: self.tickets)
    @rule(data=strategies.data())
    def resolve(self, data: strategies.DataObject) -> None:
        self.attempt(self.story.resolve(data.draw(strategies.sampled_from(self.tickets))))

    @precondition(lambda self: self.tickets)
    @rule(data=strategies.data())
    def acknowledge(self, data: strategies.DataObject) -> None:
        chosen = data.draw(strategies.sampled_from(self.tickets))
        self.attempt(self.store.acknowledge("default", chosen, "user:ann"))

    @precondition(lambda self: len(self.tickets) > 1)
    @rule(data=strategies.data())
    def merge(self, data: strategies.DataObject) -> None:
        one, other = (data.draw(strategies.sampled_from(self.tickets)) for _ in range(2))
        self.attempt(self.story.merge(one, other))

    @precondition(lambda self: len(self.tickets) > 1)
    @rule(data=strategies.data())
    def unmerge(self, data: strategies.DataObject) -> None:
        merged = data.draw(strategies.sampled_from(self.tickets))
        root = self.run(self.story.see(merged)).merged_into or merged
        self.attempt(self.story.split(root, merged_incident_id=merged))

    @precondition(lambda self: self.tickets)
    @rule(data=strategies.data(), text=strategies.sampled_from(PROBLEMS))
    def split_fingerprint(self, data: strategies.DataObject, text: str) -> None:
        chosen = data.draw(strategies.sampled_from(self.tickets))
        self.attempt(self.story.split(chosen, fingerprint=f"api||{text}"))

    @precondition(lambda self: self.reports)
    @rule(data=strategies.data())
    def split_occurrences(self, data: strategies.DataObject) -> None:
        ticket = data.draw(strategies.sampled_from(self.tickets))
        chosen = data.draw(strategies.lists(strategies.sampled_from(self.reports), min_size=1, max_size=3, unique=True))
        self.attempt(self.story.split(ticket, occurrence_ids=chosen))

    @invariant()
    def every_rule_holds(self) -> None:
        assert verify(Path(self.folder.name)) == []

    @invariant()
    def no_report_is_lost(self) -> None:
        assert self.ask(SUMMED)[0][0] == len(self.reports)

    @invariant()
    def nothing_open_hides_behind_something_closed(self) -> None:
        assert self.ask(UNSEEN) == []

    def ask(self, question: str) -> list[Any]:
        return self.run(self.store.read(lambda sql: [tuple(row) for row in sql.execute(question)]))


@pytest.mark.parametrize(
    "examples",
    [15, pytest.param(1000, marks=[pytest.mark.long, pytest.mark.timeout(1800)])],
)
def test_histories(examples: int) -> None:
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
