"""Three lanes to a durable verdict: a known problem, a graph run or, under overload, the fingerprint alone."""

from collections.abc import Sequence

from agents.analyzer import Analyzer
from api.intake.new_problems import NewProblems
from api.intake.overload import Deferral
from api.intake.runs import Run, Runs
from api.intake.submission import Submission
from tools.errors import IncidentResponderError, InvalidRequest, NotFound
from tools.nouns.decisions import Verdict
from tools.nouns.recorded import Recorded
from tools.nouns.reports import ProfiledReport, Report
from tools.nouns.tenants import Metered
from tools.ports import TicketStore
from tools.tenant_watch import TenantWatch


class Lanes:
    """Chooses the lane of each report, without knowing who sent it or what the answer will look like."""

    def __init__(
        self,
        store: TicketStore,
        analyzer: Analyzer,
        runs: Runs,
        deferral: Deferral,
        tenants: TenantWatch | None = None,
        new_problems: NewProblems | None = None,
    ) -> None:
        self._store = store
        self._analyzer = analyzer
        self._runs = runs
        self._deferral = deferral
        self._tenants = tenants
        self._new_problems = new_problems

    async def decide(self, submission: Submission) -> Recorded | Run:
        """Replay the answer to a repeated key, count on the express lane, or run the graph until it has a verdict.

        When too many reports wait for the model, a new problem is recorded by its fingerprint alone. Raises Overloaded,
        with nothing written, when too many have been recorded that way, and InvalidRequest for a key that was used with
        another body.
        """
        found = await self._decide(submission)
        if submission.keyed:
            await self._check_key(submission.profiled.report, found)
        return found

    async def known(self, submissions: Sequence[Submission]) -> list[Recorded | IncidentResponderError | None]:
        """Count all known reports on the express lane, in one commit; return None for those left to `decide`."""
        found = await self._analyzer.known_many([submission.profiled for submission in submissions])
        for position, recorded in enumerate(found):
            if submissions[position].keyed and isinstance(recorded, Recorded):
                try:
                    await self._check_key(submissions[position].profiled.report, recorded)
                except IncidentResponderError as error:
                    found[position] = error
        return found

    async def _decide(self, submission: Submission) -> Recorded | Run:
        profiled = submission.profiled
        if profiled.profile.recovered:  # it opens nothing and counts nothing: there is no verdict to replay
            return await self._run_graph(profiled)
        recorded = await self._replay(profiled.report) if submission.keyed else None
        if recorded is None and not submission.through_graph:
            recorded = await self._count(profiled)
        if recorded is None and self._tenants is not None:
            await self._check_quota(profiled, self._tenants)
        return await self._decide_within_limit(profiled) if recorded is None else recorded

    async def _decide_within_limit(self, profiled: ProfiledReport) -> Recorded | Run:
        """Decide what the express lane did not.

        Raises Overloaded if the report's source has opened too many new problems.
        """
        tenant, source, limit = profiled.report.tenant, profiled.report.source, self._new_problems
        if limit is None or await self._analyzer.has_lineage(profiled):
            return await self._run_or_defer(profiled)
        await limit.take(tenant, source)
        is_new = False
        try:
            found = await self._run_or_defer(profiled)
            verdict = found.verdict if isinstance(found, Recorded) else (await found.verdict())["status"]
            is_new = verdict == Verdict.NEW
        finally:
            if not is_new:
                limit.uncount(tenant, source)
        return found

    async def _run_or_defer(self, profiled: ProfiledReport) -> Recorded | Run:
        if self._runs.too_many(profiled):
            return await self._defer(profiled)
        return await self._run_graph(profiled)

    async def _check_quota(self, profiled: ProfiledReport, tenants: TenantWatch) -> None:
        """Raise Overloaded for a new problem of a tenant that may open no more incidents today."""
        tenant = profiled.report.tenant
        if await tenants.used_up(tenant, Metered.INCIDENTS) and not await self._analyzer.has_lineage(profiled):
            await tenants.admit_new(tenant)

    async def _run_graph(self, profiled: ProfiledReport) -> Run:
        run = await self._runs.start(profiled)
        await run.verdict()
        return run

    async def _replay(self, report: Report) -> Recorded | None:
        """Return the earlier answer to the same key; None at its first use."""
        try:
            return await self._store.recorded(report.tenant, report.request_id)
        except NotFound:
            return None

    async def _count(self, profiled: ProfiledReport) -> Recorded | None:
        """Count a known report. If a run is about to decide the same problem, wait for its verdict first."""
        recorded = await self._analyzer.known(profiled)
        if recorded is None and await self._runs.wait_for_same_problem(profiled):
            recorded = await self._analyzer.known(profiled)
        return recorded

    async def _defer(self, profiled: ProfiledReport) -> Recorded:
        """Record it by its fingerprint alone. Raises Overloaded for a new problem if too many wait for a match."""
        if self._deferral.full and not await self._analyzer.has_lineage(profiled):
            raise self._deferral.refusal()
        recorded = await self._analyzer.record_unsearched(profiled)
        self._deferral.owed += "semantic" in recorded.pending and recorded.verdict is Verdict.NEW
        return recorded

    async def _check_key(self, report: Report, found: Recorded | Run) -> None:
        """Raise InvalidRequest if the key was used with another body; a pruned body counts as the same.

        Two first requests with one key may race, on any lane. The stored report shows whose verdict this is.
        """
        if isinstance(found, Recorded) and not found.replayed:
            return
        try:
            stored = await self._store.report(report.tenant, report.request_id)
        except NotFound:
            return
        if not _same_content(stored, report):
            raise InvalidRequest(
                "this Idempotency-Key was used with another body: send a new report under a new key",
                reason="idempotency-key-reused",
            )


def _same_content(one: Report, other: Report) -> bool:
    """True if both have the same content; their arrival times do not matter."""
    return (
        one.log == other.log
        and one.service == other.service
        and one.environment == other.environment
        and one.severity == other.severity
        and dict(one.labels) == dict(other.labels)
        and (one.release or None) == (other.release or None)
        and one.source == other.source
        and one.occurred_at == other.occurred_at
    )
