"""Graph runs as background work: a client waits for a verdict, then for advice as long as it likes, or goes away."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, cast

from agents.analyzer import Analyzer
from agents.answer import Answer, answer
from agents.context import Context
from agents.report import state_of
from api.intake.pace import PLACES, Pace
from graph.builder import Graph
from tools.nouns.reports import Report
from tools.text.identity.fingerprint import profile_of

logger = logging.getLogger(__name__)
MAX_RUNS = 256  # waiting for runbooks or a model; beyond that a report is recorded and the sweep brings the advice
UNDECIDED = 16  # waiting for the embedder, a search and the commit of their verdict
DRAIN_SECONDS = 10.0
Problem = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Run:
    """One report on its way. Nobody who stops waiting cancels it."""

    recorded: asyncio.Future[Answer]
    finished: asyncio.Task[Answer]

    async def verdict(self) -> Answer:
        """The durable verdict, as soon as it is stored. Raises what the analyzer raised."""
        return await asyncio.shield(self.recorded)

    async def answer(self, seconds: float) -> Answer:
        """The whole answer if it comes within so many seconds of the verdict, else the verdict with its `pending`."""
        verdict = await self.verdict()
        await asyncio.wait([self.finished], timeout=seconds)
        complete = self.finished.done() and not self.finished.cancelled() and self.finished.exception() is None
        return self.finished.result() if complete else verdict


class Runs:
    """Starts runs and sees them through. `pace` lets what follows a verdict give way to other reports' verdicts."""

    def __init__(self, graph: Graph, analyzer: Analyzer, pace: Pace | None = None, undecided: int = UNDECIDED) -> None:
        """`undecided` is how many problems may wait for their verdict before the next one is too many."""
        self._graph = graph
        self._analyzer = analyzer
        self._pace = pace or Pace()
        self._bound = undecided
        self._undecided: defaultdict[Problem, list[asyncio.Future[Answer]]] = defaultdict(list)
        self._active: set[asyncio.Task[Answer]] = set()

    def too_many(self, report: Report) -> bool:
        """So many problems wait for their verdict that another one would wait too long; one more of them would not."""
        return len(self._undecided) >= self._bound and _problem(report) not in self._undecided

    async def decided_ahead(self, report: Report) -> bool:
        """Wait for the verdict of the first run that is about the very same problem. False: there is none."""
        first = next(iter(self._undecided.get(_problem(report), ())), None)
        if first is None:
            return False
        await asyncio.wait([first])
        return True

    @property
    def crowded(self) -> bool:
        """So many runs wait for their advice that it does not pay to wait for one's own."""
        return len(self._active) - sum(map(len, self._undecided.values())) > PLACES

    async def start(self, report: Report, context: Context | None = None) -> Run:
        """Send a redacted report through the graph."""
        chosen = context or Context()
        recorded: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        busy = len(self._active) >= MAX_RUNS
        work = self._record(report, chosen) if busy else self._run(report, chosen, recorded)
        task = asyncio.create_task(work, name=f"run {report.request_id}")
        problem = _problem(report)
        self._undecided[problem].append(recorded)
        recorded.add_done_callback(lambda verdict: self._decided(problem, verdict))
        self._active.add(task)
        task.add_done_callback(self._active.discard)
        task.add_done_callback(lambda done: _settle(recorded, done))
        return Run(recorded, task)

    async def drain(self, seconds: float = DRAIN_SECONDS) -> None:
        """Let what runs finish; what does not in time is cancelled, and the next sweep resumes it."""
        if not self._active:
            return
        _, late = await asyncio.wait(self._active, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _run(self, report: Report, context: Context, recorded: asyncio.Future[Answer]) -> Answer:
        """The engine makes a step when it is asked for one, so the steps after a fresh verdict can wait their turn."""
        steps = self._graph.astream(state_of(report), context=context, stream_mode="updates")
        [analysis] = (await anext(steps)).values()
        known = _told(analysis)
        recorded.set_result(cast(Answer, dict(known)))
        async with nullcontext() if analysis["path"] == "duplicate" else self._pace.turn():
            async for step in steps:
                for update in step.values():
                    known |= _told(update)
        return cast(Answer, known)

    async def _record(self, report: Report, context: Context) -> Answer:
        return answer(await self._analyzer.verdict(report, context))

    def _decided(self, problem: Problem, verdict: asyncio.Future[Answer]) -> None:
        self._undecided[problem].remove(verdict)
        if not self._undecided[problem]:
            del self._undecided[problem]


def _problem(report: Report) -> Problem:
    return report.tenant, profile_of(report).fingerprint


def _told(update: Mapping[str, Any]) -> dict[str, Any]:
    """What of a node's update the caller gets to see."""
    return {key: value for key, value in update.items() if key in Answer.__annotations__}


def _settle(recorded: asyncio.Future[Answer], task: asyncio.Task[Answer]) -> None:
    """A run that ended before its verdict has none to give."""
    error = None if task.cancelled() else task.exception()
    if recorded.done():
        if error:
            logger.error("a run failed after its verdict; the sweep resumes it", exc_info=error)
    elif task.cancelled():
        recorded.cancel()
    elif error:
        recorded.set_exception(error)
        recorded.exception()  # a caller that went away is no reason for a warning
    else:
        recorded.set_result(task.result())
