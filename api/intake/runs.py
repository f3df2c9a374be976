"""Graph runs as background tasks: they go on even if the client stops waiting for the verdict or the advice."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from agents.analyzer import Analyzer
from agents.answer import answer
from agents.context import Context
from agents.report import input_of
from agents.state import Output
from api.intake.overload import MAX_CONCURRENT, Pace
from graph.builder import Graph
from graph.lazy import LazyGraph
from tools.nouns.reports import ProblemKey, ProfiledReport, Report

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig

logger = logging.getLogger(__name__)
MAX_RUNS = 256  # runs waiting for runbooks or a model; beyond that, reports are only recorded and the sweep adds advice
UNDECIDED = 16  # runs that wait for the embedder, the search and the commit of their verdict
DRAIN_SECONDS = 10.0


@dataclass(slots=True)
class Progress:
    """How far a run has come: its answer after the last completed step."""

    answer: Output | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One report on its way through the graph. It continues even if nobody waits for it."""

    recorded: asyncio.Future[Output]
    finished: asyncio.Task[Output]
    progress: Progress

    async def verdict(self) -> Output:
        """Return the durable verdict as soon as it is stored. Raises what the analyzer raised."""
        return await asyncio.shield(self.recorded)

    async def answer(self, seconds: float) -> Output:
        """Return the whole answer if it is ready within `seconds` of the verdict, else what is known then."""
        verdict = await self.verdict()
        await asyncio.wait([self.finished], timeout=seconds)
        complete = self.finished.done() and not self.finished.cancelled() and self.finished.exception() is None
        return self.finished.result() if complete else self.progress.answer or verdict


class Runs:
    """Starts runs and waits for their end. `pace` makes the steps after a verdict yield to other reports' verdicts."""

    def __init__(
        self,
        graph: "Graph | LazyGraph",
        analyzer: Analyzer,
        pace: Pace | None = None,
        undecided: int = UNDECIDED,
    ) -> None:
        """`undecided` is the most problems that may wait for their verdicts."""
        self._graph = graph
        self._analyzer = analyzer
        self._pace = pace or Pace()
        self._bound = undecided
        self._undecided: defaultdict[ProblemKey, list[asyncio.Future[Output]]] = defaultdict(list)
        self._active: set[asyncio.Task[Output]] = set()

    async def prepare(self) -> None:
        """Load the engine now, so that the first new problem need not wait for it."""
        if isinstance(self._graph, LazyGraph):
            await self._graph.compiled()

    def too_many(self, profiled: ProfiledReport) -> bool:
        """True if the queue of undecided problems is full and this report's problem is not already in it."""
        return len(self._undecided) >= self._bound and profiled.problem not in self._undecided

    async def wait_for_same_problem(self, profiled: ProfiledReport) -> bool:
        """Wait for the verdict of the first run on the same problem. Returns False at once if there is none."""
        first = next(iter(self._undecided.get(profiled.problem, ())), None)
        if first is None:
            return False
        await asyncio.wait([first])
        return True

    @property
    def crowded(self) -> bool:
        """True if more runs wait for advice than can work at once, so that waiting for an answer is useless."""
        return len(self._active) - sum(map(len, self._undecided.values())) > MAX_CONCURRENT

    async def start(self, profiled: ProfiledReport, context: Context | None = None) -> Run:
        """Send a redacted report through the graph."""
        chosen = context or Context()
        recorded: asyncio.Future[Output] = asyncio.get_running_loop().create_future()
        busy = len(self._active) >= MAX_RUNS and not profiled.profile.recovered
        progress = Progress()
        work = self._record(profiled, chosen) if busy else self._run(profiled, chosen, recorded, progress)
        task = asyncio.create_task(work, name=f"run {profiled.report.request_id}")
        problem = profiled.problem
        self._undecided[problem].append(recorded)
        recorded.add_done_callback(lambda verdict: self._forget(problem, verdict))
        self._active.add(task)
        task.add_done_callback(self._active.discard)
        task.add_done_callback(lambda ended: _pass_on(recorded, ended))
        return Run(recorded, task, progress)

    async def drain(self, seconds: float = DRAIN_SECONDS) -> None:
        """Wait for the runs to finish. Cancel those that take longer; the next sweep completes them."""
        if not self._active:
            return
        _, late = await asyncio.wait(self._active, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _run(
        self, profiled: ProfiledReport, context: Context, recorded: asyncio.Future[Output], progress: Progress
    ) -> Output:
        """Run the graph step by step: the engine is lazy, so the steps after a new verdict can wait for a slot."""
        report = profiled.report
        steps = self._graph.astream(
            input_of(report), _labelled(report), context=context.about(profiled), stream_mode="updates"
        )
        [analysis] = (await anext(steps)).values()
        known = _answered(analysis)
        recorded.set_result(cast(Output, dict(known)))
        async with nullcontext() if analysis["path"] == "duplicate" else self._pace.slot():
            async for step in steps:
                for update in step.values():
                    known |= _answered(update)
                progress.answer = cast(Output, dict(known))
        return cast(Output, known)

    async def _record(self, profiled: ProfiledReport, context: Context) -> Output:
        return answer(await self._analyzer.verdict(profiled, context))

    def _forget(self, problem: ProblemKey, verdict: asyncio.Future[Output]) -> None:
        self._undecided[problem].remove(verdict)
        if not self._undecided[problem]:
            del self._undecided[problem]


def _labelled(report: Report) -> "RunnableConfig":
    """The name and the metadata by which LangSmith finds the run, where its operator has turned tracing on."""
    metadata = {"request_id": report.request_id, "tenant": report.tenant, "service": report.service}
    return {"run_name": "incident", "tags": ["incident-responder"], "metadata": metadata}


def _answered(update: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of a node's update that belongs to the answer."""
    return {key: value for key, value in update.items() if key in Output.__annotations__}


def _pass_on(recorded: asyncio.Future[Output], task: asyncio.Task[Output]) -> None:
    """Pass the end of a run on to those who wait for its verdict, unless the verdict came before."""
    error = None if task.cancelled() else task.exception()
    if recorded.done():
        if error:
            logger.error("a run failed after its verdict; the sweep completes it", exc_info=error)
    elif task.cancelled():
        recorded.cancel()
    elif error:
        recorded.set_exception(error)
        recorded.exception()  # mark it as retrieved: asyncio must not warn if the caller has gone away
    else:
        recorded.set_result(task.result())
