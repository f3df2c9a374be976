"""Analyzer: reads a report, ends with the store's durable verdict: new, existing or regression, or with a recovery.

Ticket first, think later: nothing here waits for a runbook or a model, except one bounded question in the ask band.
"""

from collections.abc import Sequence
from dataclasses import replace

from agents.answer import answer
from agents.candidates import CandidateSearch
from agents.context import Context, Runtime, current, tenant_of
from agents.progress import tell
from agents.recoveries import Recoveries
from agents.report import read_report
from agents.singleflight import SingleFlight
from agents.state import Analysis, Asked, Input, Output, Path
from tools.errors import IncidentResponderError, Overloaded, Unavailable
from tools.nouns.decisions import Verdict
from tools.nouns.policy import UNATTENDED, Mode, Policy
from tools.nouns.recorded import Recorded
from tools.nouns.reports import Candidates, ProfiledReport
from tools.ports import Clock, TicketStore
from tools.telemetry.spans import span, spanned
from tools.text.identity.fingerprint import with_profile


class Analyzer:
    """Decides what a report is. One instance serves the graph's node and the API's express lane."""

    def __init__(self, store: TicketStore, search: CandidateSearch, policy: Policy, clock: Clock) -> None:
        self._store = store
        self._search = search
        self._policy = policy
        self._clock = clock
        self._flights = SingleFlight()
        self._recoveries = Recoveries(store, self._decide)

    @spanned("analyzer")
    async def __call__(self, state: Input, runtime: Runtime) -> Analysis:
        """The graph's node. Raises InvalidRequest if the input is not a report."""
        context = current(runtime)
        profiled = context.report or with_profile(read_report(state, tenant_of(state, runtime), self._clock()))
        if profiled.profile.recovered:
            told = await self._recoveries.told(profiled, context.mode(self._policy))
            tell(runtime, "analyzer", f"{told['status']}: {told['incident_id'] or 'nothing waited for it'}")
            return _analysis(profiled, told, "duplicate")
        recorded = await self._decide(profiled, context.mode(self._policy))
        tell(
            runtime,
            "analyzer",
            f"{recorded.verdict.value}: {recorded.incident_id}, decided by {recorded.decision.method.value}",
        )
        return _analysis(profiled, answer(recorded), path_of(recorded))

    async def known(self, profiled: ProfiledReport) -> Recorded | None:
        """The express lane: count a report of a problem that has a live ticket.

        None for a recovery, if there is no live ticket, or it was resolved between `peek` and `record`; the caller
        then runs the graph with the same request id, where what was recorded is replayed.
        """
        if profiled.profile.recovered or not await self._store.peek(profiled.report.tenant, profiled.profile):
            return None
        with span("analyzer"):
            recorded = await self._store.record(profiled.report, profiled.profile, None)
        return recorded if recorded.verdict is Verdict.EXISTING else None

    async def known_many(self, profiled: Sequence[ProfiledReport]) -> list[Recorded | IncidentResponderError | None]:
        """The express lane for a batch: one commit for all that are known; each counts or fails by itself.

        None as for `known`, but a repeated request id is answered here, whatever its verdict was.
        """
        found: list[Recorded | IncidentResponderError | None] = [None] * len(profiled)
        live = await self._positions_with_a_live_ticket(profiled)
        if not live:
            return found
        with span("analyzer"):
            answers = await self._store.record_many([(profiled[at].report, profiled[at].profile, None) for at in live])
        for position, recorded in zip(live, answers, strict=True):
            final = not isinstance(recorded, Recorded) or recorded.verdict is Verdict.EXISTING or recorded.replayed
            found[position] = recorded if final else None
        return found

    async def verdict(self, profiled: ProfiledReport, context: Context) -> Recorded:
        """Record a report of any kind, without going through the graph: the outbox brings the advice."""
        return await self._decide(profiled, replace(context.mode(self._policy), live_run=False))

    async def record_unsearched(self, profiled: ProfiledReport) -> Recorded:
        """Record a report on its fingerprint alone; the outbox searches for an unknown one, and brings the advice."""
        return await self._store.record(profiled.report, profiled.profile, None, UNATTENDED)

    async def has_lineage(self, profiled: ProfiledReport) -> bool:
        """True if the fingerprint has a lineage, live or not, so that no search is needed."""
        return bool(await self._store.profiles(profiled.report.tenant, [profiled.profile.fingerprint]))

    async def _positions_with_a_live_ticket(self, profiled: Sequence[ProfiledReport]) -> list[int]:
        """Look up each problem once, however often a storm repeats it."""
        problems = {at: each.problem for at, each in enumerate(profiled) if not each.profile.recovered}
        asked = {problem: profiled[at].profile for at, problem in problems.items()}
        told = await self._store.peek_many([(problem.tenant, profile) for problem, profile in asked.items()])
        live = {problem for problem, known in zip(asked, told, strict=True) if known}
        return [at for at, problem in problems.items() if problem in live]

    async def _decide(self, profiled: ProfiledReport, mode: Mode) -> Recorded:
        """Record a report. Concurrent reports of one new fingerprint cost this process a single search."""
        while not await self.has_lineage(profiled):
            async with self._flights.lead(profiled.problem) as leading:
                if leading:
                    candidates = await self._candidates(profiled, mode)
                    return await self._store.record(profiled.report, profiled.profile, candidates, mode)
        return await self._store.record(profiled.report, profiled.profile, None, mode)

    async def _candidates(self, profiled: ProfiledReport, mode: Mode) -> Candidates | None:
        """Near fingerprints; None if the search cannot be made now, for which the store queues a deferred match."""
        try:
            return await self._search.find(profiled.report.tenant, profiled.report.service, profiled.profile, mode)
        except (Overloaded, Unavailable):
            return None


def _analysis(profiled: ProfiledReport, told: Output, path: Path) -> Analysis:
    report = profiled.report
    return Analysis(
        **told,
        path=path,
        template=profiled.profile.template,
        evidence=[],
        asked=Asked(tenant=report.tenant, service=report.service, log=report.log, labels=dict(report.labels.items())),
        ticket_severity=told["severity"],
    )


def path_of(recorded: Recorded) -> Path:
    """The edge to take. A replayed report whose ticket already has its advice needs nothing more, as a duplicate."""
    if recorded.verdict is Verdict.EXISTING or recorded.dossier.advice is not None:
        return "duplicate"
    return "regression" if recorded.verdict is Verdict.REGRESSION else "new"
