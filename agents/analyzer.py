"""Analyzer: reads a report, ends with the store's durable verdict: new, existing or regression.

Ticket first, think later: nothing here waits for a runbook or a model, except one bounded question in the ask band.
"""

from collections.abc import Sequence
from dataclasses import replace

from langgraph.runtime import Runtime

from agents.answer import answer
from agents.candidates import CandidateSearch
from agents.context import Context, current, tenant_of
from agents.report import read_report
from agents.singleflight import SingleFlight
from agents.state import Analysis, Input, Path
from tools.errors import IncidentResponderError, Overloaded, Unavailable
from tools.nouns.decisions import Verdict
from tools.nouns.policy import UNATTENDED, Mode, Policy
from tools.nouns.recorded import Recorded
from tools.nouns.reports import Candidates, Profile, Report
from tools.ports import Clock, TicketStore
from tools.text.identity.fingerprint import profile_of


class Analyzer:
    """Decides what a report is. One instance serves the graph's node and the API's express lane."""

    def __init__(self, store: TicketStore, search: CandidateSearch, policy: Policy, clock: Clock) -> None:
        self._store = store
        self._search = search
        self._policy = policy
        self._clock = clock
        self._flights = SingleFlight()

    async def __call__(self, state: Input, runtime: Runtime[Context]) -> Analysis:
        """The graph's node. Raises InvalidRequest for an input that is no report."""
        report = read_report(state, tenant_of(state, runtime), self._clock())
        profile = profile_of(report)
        recorded = await self._decide(report, profile, current(runtime).mode(self._policy))
        return Analysis(
            **answer(recorded),
            path=path_of(recorded),
            tenant=report.tenant,
            service=report.service,
            log=report.log,
            labels=dict(report.labels),
            template=profile.template,
        )

    async def known(self, report: Report) -> Recorded | None:
        """The express lane: count a redacted report of a problem that has a live ticket.

        None: it is not one, or its ticket was resolved in this very moment. Let the graph run then, with the same
        request id; what was recorded is replayed there.
        """
        profile = profile_of(report)
        if not await self._store.peek(report.tenant, profile):
            return None
        recorded = await self._store.record(report, profile, None)
        return recorded if recorded.verdict is Verdict.EXISTING else None

    async def known_many(self, reports: Sequence[Report]) -> list[Recorded | IncidentResponderError | None]:
        """The express lane for a batch: one commit for all that are known; each counts or fails by itself.

        None as for `known`, but a repeated request id is answered here, whatever its verdict was.
        """
        found: list[Recorded | IncidentResponderError | None] = [None] * len(reports)
        entries = await self._live(reports)
        if not entries:
            return found
        answers = await self._store.record_many(list(entries.values()))
        for position, recorded in zip(entries, answers, strict=True):
            settled = not isinstance(recorded, Recorded) or recorded.verdict is Verdict.EXISTING or recorded.replayed
            found[position] = recorded if settled else None
        return found

    async def verdict(self, report: Report, context: Context) -> Recorded:
        """Record a redacted report of any kind, without going through the graph: the outbox brings the advice."""
        mode = replace(context.mode(self._policy), live_run=False)
        return await self._decide(report, profile_of(report), mode)

    async def claim(self, report: Report) -> Recorded:
        """Record a redacted report on its fingerprint alone; the outbox matches an unknown one, and brings the advice."""
        return await self._store.record(report, profile_of(report), None, UNATTENDED)

    async def seen(self, report: Report) -> bool:
        """True when the fingerprint has a lineage, live or not: then no search is needed."""
        return await self._has_lineage(report.tenant, profile_of(report))

    async def _live(self, reports: Sequence[Report]) -> dict[int, tuple[Report, Profile, None]]:
        """What `record_many` is given for the reports of problems with a live ticket, by position."""
        live: dict[tuple[str, str], bool] = {}
        entries: dict[int, tuple[Report, Profile, None]] = {}
        for position, report in enumerate(reports):
            profile = profile_of(report)
            problem = (report.tenant, profile.fingerprint)
            if problem not in live:  # a storm repeats itself: one look per problem
                live[problem] = await self._store.peek(report.tenant, profile)
            if live[problem]:
                entries[position] = (report, profile, None)
        return entries

    async def _decide(self, report: Report, profile: Profile, mode: Mode) -> Recorded:
        """Record a redacted report. A new fingerprint is searched for once in this process at any concurrency."""
        while not await self._has_lineage(report.tenant, profile):
            async with self._flights.lead((report.tenant, profile.fingerprint)) as leading:
                if leading:
                    candidates = await self._candidates(report, profile, mode)
                    return await self._store.record(report, profile, candidates, mode)
        return await self._store.record(report, profile, None, mode)

    async def _has_lineage(self, tenant: str, profile: Profile) -> bool:
        return bool(await self._store.profiles(tenant, [profile.fingerprint]))

    async def _candidates(self, report: Report, profile: Profile, mode: Mode) -> Candidates | None:
        """Near fingerprints; None when they cannot be had now, and the store then queues a deferred match."""
        try:
            return await self._search.find(report.tenant, report.service, profile, mode)
        except (Overloaded, Unavailable):
            return None


def path_of(recorded: Recorded) -> Path:
    """Which way the run goes on. A replayed report whose ticket has its advice needs nothing more: a duplicate."""
    if recorded.verdict is Verdict.EXISTING or recorded.dossier.advice is not None:
        return "duplicate"
    return "regression" if recorded.verdict is Verdict.REGRESSION else "new"
