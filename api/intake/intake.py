"""Turns an observation into a durable verdict, for every door: redact it, then take the lane that `Lanes` chooses."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from agents.answer import answer
from agents.state import Output
from api.intake.lanes import Lanes
from api.intake.new_problems import NewProblems
from api.intake.outcomes import Answered, Outcome, worst_of
from api.intake.overload import Deferral, Pace
from api.intake.runs import Run, Runs
from api.intake.submission import Reception, Submission
from graph.builder import Agents, build_graph
from graph.lazy import LazyGraph
from tools.errors import IncidentResponderError
from tools.nouns.decisions import Verdict
from tools.nouns.recorded import Recorded
from tools.nouns.reports import ProblemKey
from tools.nouns.tenants import Metered
from tools.tenant_watch import TenantWatch
from tools.toolbox import Toolbox

_OPENING = (Verdict.NEW.value, Verdict.REGRESSION.value)
MAX_NEW_OF_A_BATCH = 16
"""How many new problems of one batch may be decided at the same time."""


class Meter(Protocol):
    """Counts the outcomes of reports."""

    def reported(self, status: str, count: int = 1) -> None:
        """Count `count` reports that ended as `new`, `existing`, `regression` or `error`."""
        ...


class Answers(NamedTuple):
    """The answer to a text: the outcome of its worst alert, and those of its other alerts."""

    worst: Answered
    also: list[Outcome]


class Intake:
    """Takes in reports. There is one object per process; it needs an open toolbox and the agents, but no server."""

    def __init__(
        self,
        reception: Reception,
        lanes: Lanes,
        runs: Runs,
        pace: Pace,
        deferral: Deferral,
        advice_wait: float,
        meter: Meter | None = None,
        tenants: TenantWatch | None = None,
    ) -> None:
        """`advice_wait` is how many seconds an answer waits for advice after the verdict."""
        self.reception = reception
        """Redacts what callers send; nothing else makes submissions of it."""

        self.pace = pace
        self.deferral = deferral
        self._lanes = lanes
        self._runs = runs
        self._advice_wait = advice_wait
        self._meter = meter
        self._tenants = tenants

    @classmethod
    def open(
        cls,
        toolbox: Toolbox,
        agents: Agents,
        meter: Meter | None = None,
        tenants: TenantWatch | None = None,
        new_problems: NewProblems | None = None,
    ) -> "Intake":
        """Build the intake on an open toolbox, with the limits from its settings, and with quotas if they are given."""
        settings, pace, deferral = toolbox.settings, Pace(), Deferral(toolbox.settings.match_backlog)
        runs = Runs(LazyGraph(lambda: build_graph(agents.nodes)), agents.analyzer, pace, settings.embed_queue)
        lanes = Lanes(toolbox.store, agents.analyzer, runs, deferral, tenants, new_problems)
        wait = settings.advice_wait_seconds
        return cls(Reception(toolbox.clock), lanes, runs, pace, deferral, wait, meter, tenants)

    async def answer(self, submission: Submission, advice_wait: float | None = None) -> Answered:
        """Return the answer for the worst alert of a report; see `answers_to`."""
        return (await self.answers_to(submission, advice_wait)).worst

    async def answers_to(self, submission: Submission, advice_wait: float | None = None) -> Answers:
        """Answer one report: a known problem at once, a new one with advice if that comes in time.

        The report's other alerts are decided before anything waits for advice. Verdicts are durable. Raises what
        `Lanes.decide` raises for the first alert, and StoreUnavailable with nothing written.
        """
        with self.pace.report_waiting():
            found = await self._lanes.decide(submission)
        others = await self.answers(submission.others) if submission.others else []
        answered = await self._advised(found, advice_wait) if isinstance(found, Run) else found
        if self._meter is not None:
            self._meter.reported(_status(answered))
        self._note(submission, _status(answered))
        return Answers(*worst_of(answered, others)) if others else Answers(answered, [])

    async def answers(self, submissions: Sequence[Submission]) -> list[Outcome]:
        """Decide each submission, in order, without waiting for advice. One failure does not affect the others.

        Other alerts of the same text (`submission.others`) are not included; pass them as submissions of their own.
        """
        with self.pace.report_waiting():
            known = await self._lanes.known(submissions)
            alike: defaultdict[ProblemKey, list[int]] = defaultdict(list)
            for position, outcome in enumerate(known):
                if outcome is None:
                    alike[submissions[position].profiled.problem].append(position)
            decided = await self._decide_missed(submissions, list(alike.values()))
        outcomes = [decided[position] if outcome is None else outcome for position, outcome in enumerate(known)]
        if self._meter is not None:
            for status, count in Counter(map(_status, outcomes)).items():
                self._meter.reported(status, count)
        for submission, ended in zip(submissions, outcomes, strict=True):
            self._note(submission, _status(ended))
        return outcomes

    def _note(self, submission: Submission, status: str) -> None:
        """Count the report against its tenant's quota."""
        if self._tenants is not None and status != "error":
            tenant = submission.profiled.report.tenant
            self._tenants.note(tenant, Metered.REPORTS)
            if status in _OPENING:
                self._tenants.note(tenant, Metered.INCIDENTS)

    async def prepare(self) -> None:
        """Load what the first new problem needs (half a second of work), so that it need not wait for this."""
        await self._runs.prepare()

    async def drain(self) -> None:
        """Wait for the runs whose clients have stopped waiting."""
        await self._runs.drain()

    async def _advised(self, run: Run, advice_wait: float | None) -> Output:
        wait = self._advice_wait if advice_wait is None else advice_wait
        return await run.answer(0 if self._runs.crowded else wait)

    async def _decide_missed(
        self, submissions: Sequence[Submission], alike: Sequence[Sequence[int]]
    ) -> dict[int, Outcome]:
        """Return outcomes by position.

        Of reports about the same problem, the first opens the ticket; the others count on it.
        """
        gate, outcomes = asyncio.Semaphore(MAX_NEW_OF_A_BATCH), dict[int, Outcome]()

        async def decide(positions: Sequence[int]) -> None:
            for position in positions:
                async with gate:
                    outcomes[position] = await self._outcome(submissions[position])

        ended = await asyncio.gather(*map(decide, alike), return_exceptions=True)
        for error in filter(None, ended):
            raise error
        return outcomes

    async def _outcome(self, submission: Submission) -> Outcome:
        try:
            found = await self._lanes.decide(submission)
            return found if isinstance(found, Recorded) else await found.verdict()
        except IncidentResponderError as error:
            return error


def plain(found: Answered) -> Output:
    """Return the answer in plain JSON types, whether it comes from the store or from a run."""
    return answer(found) if isinstance(found, Recorded) else found


def _status(outcome: Outcome) -> str:
    if isinstance(outcome, Recorded):
        return outcome.verdict
    return "error" if isinstance(outcome, IncidentResponderError) else outcome["status"]
