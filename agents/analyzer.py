"""Analyzer: turns a report into the store's durable verdict (new, existing or regression), or into a recovery.

Ticket first, think later: it never waits for a runbook or a model, except for one bounded question in the ask band.
"""

from collections.abc import Sequence
from dataclasses import replace

from agents.answer import answer
from agents.candidates import CandidateSearch
from agents.context import Context, Runtime, current, tenant_of
from agents.progress import report_progress
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
            over = await self._recoveries.answer(profiled, context.mode(self._policy))
            report_progress(runtime, "analyzer", f"{over['status']}: {over['incident_id'] or 'no open incident'}")
            return _analysis(profiled, over, "duplicate")
        recorded = await self._decide(profiled, context.mode(self._policy))
        report_progress(
            runtime,
            "analyzer",
            f"{recorded.verdict.value}: {recorded.incident_id}, decided by {recorded.decision.method.value}",
        )
        return _analysis(profiled, answer(recorded), path_of(recorded))

    async def known(self, profiled: ProfiledReport) -> Recorded | None:
        """The express lane: count a report of a problem that has a live ticket.

        Returns None for a recovery, if there is no live ticket, or if it was resolved between `peek` and `record`. The
        caller then runs the graph with the same request id, and anything already recorded is replayed.
        """
        if profiled.profile.recovered or not await self._store.peek(profiled.report.tenant, profiled.profile):
            return None
        with span("analyzer"):
            recorded = await self._store.record(profiled.report, profiled.profile, None)
        return recorded if recorded.verdict is Verdict.EXISTING else None

    async def known_many(self, profiled: Sequence[ProfiledReport]) -> list[Recorded | IncidentResponderError | None]:
        """The express lane for a batch: one commit for all known reports; each is counted or fails on its own.

        None as for `known`, except that a repeated request id is answered here, whatever its verdict was.
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
        """Record any report without the graph; the outbox brings the advice."""
        return await self._decide(profiled, replace(context.mode(self._policy), live_run=False))

    async def record_unsearched(self, profiled: ProfiledReport) -> Recorded:
        """Record a report by its fingerprint alone; the outbox makes up for the search and the advice."""
        return await self._store.record(profiled.report, profiled.profile, None, UNATTENDED)

    async def has_lineage(self, profiled: ProfiledReport) -> bool:
        """True if the fingerprint has a lineage, live or not: then no search is needed."""
        return bool(await self._store.profiles(profiled.report.tenant, [profiled.profile.fingerprint]))

    async def _positions_with_a_live_ticket(self, profiled: Sequence[ProfiledReport]) -> list[int]:
        """Look up each problem once, however often a storm repeats it."""
        problems = {at: each.problem for at, each in enumerate(profiled) if not each.profile.recovered}
        profiles = {problem: profiled[at].profile for at, problem in problems.items()}
        answers = await self._store.peek_many([(problem.tenant, profile) for problem, profile in profiles.items()])
        live = {problem for problem, is_live in zip(profiles, answers, strict=True) if is_live}
        return [at for at, problem in problems.items() if problem in live]

    async def _decide(self, profiled: ProfiledReport, mode: Mode) -> Recorded:
        """Record a report. Concurrent reports of one new fingerprint share a single search in this process."""
        while not await self.has_lineage(profiled):
            async with self._flights.lead(profiled.problem) as leading:
                if leading:
                    candidates = await self._candidates(profiled, mode)
                    return await self._store.record(profiled.report, profiled.profile, candidates, mode)
        return await self._store.record(profiled.report, profiled.profile, None, mode)

    async def _candidates(self, profiled: ProfiledReport, mode: Mode) -> Candidates | None:
        """Near fingerprints; None if no search is possible now, and then the store queues a deferred match."""
        try:
            return await self._search.find(profiled.report.tenant, profiled.report.service, profiled.profile, mode)
        except (Overloaded, Unavailable):
            return None


def _analysis(profiled: ProfiledReport, output: Output, path: Path) -> Analysis:
    report = profiled.report
    return Analysis(
        **output,
        path=path,
        template=profiled.profile.template,
        evidence=[],
        asked=Asked(tenant=report.tenant, service=report.service, log=report.log, labels=dict(report.labels.items())),
        ticket_severity=output["severity"],
    )


def path_of(recorded: Recorded) -> Path:
    """The edge to take. A replayed report whose ticket already has its advice takes the path of a duplicate."""
    if recorded.verdict is Verdict.EXISTING or recorded.dossier.advice is not None:
        return "duplicate"
    return "regression" if recorded.verdict is Verdict.REGRESSION else "new"
