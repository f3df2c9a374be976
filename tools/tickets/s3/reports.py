"""Records reports and returns verdicts: the methods of the TicketStore port that every report uses."""

import asyncio
from asyncio import Future
from collections.abc import Awaitable, Mapping, Sequence
from functools import partial

from tools.errors import IncidentResponderError, Unavailable
from tools.nouns.policy import LIVE, Mode
from tools.nouns.recorded import Recorded
from tools.nouns.reports import Candidates, Profile, Report
from tools.rules import decisions
from tools.telemetry.spans import spanned
from tools.tickets.s3.parts import Parts, PortSlice
from tools.tickets.s3.problem.occurrences import Occurrence
from tools.tickets.s3.record_report import record_reports, rehearse
from tools.tickets.s3.recording.alike_firings import alike, record_alike
from tools.tickets.s3.recording.batches import Batches
from tools.tickets.s3.recording.client_keys import claim_early
from tools.tickets.s3.recording.earlier import born_at
from tools.tickets.s3.recording.found_reports import find
from tools.tickets.s3.recording.placement import RecordRequest
from tools.tickets.shared.reports import body_to_bytes, report_from


class Reports(PortSlice):
    """Peek, record, and questions about a recorded report."""

    def __init__(self, parts: Parts) -> None:
        PortSlice.__init__(self, parts)
        self._batches: Batches[RecordRequest, Recorded] = Batches(self._flushed)
        self._firings: Batches[RecordRequest, Recorded] = Batches(partial(record_alike, parts, record=self._count))

    async def _flushed(self, requests: Sequence[RecordRequest]) -> Sequence[Recorded | Unavailable]:
        return await record_reports(self._parts, self._batches.join, requests)

    async def peek(self, tenant: str, profile: Profile) -> bool:
        """True if the fingerprint's lineage has a live head."""
        parts, alias = self._parts, self._parts.aliases.recall(tenant, profile.fingerprint)
        if alias is not None and not alias.pins:
            root = (await parts.heads.recall(tenant, alias.lineage, alias.initial_head())).lineage
            if root.counting is not None:
                return root.head.live
        _, alias = await parts.aliases.identify(tenant, profile)
        if alias is None:
            return False
        return (await parts.heads.root(tenant, alias.lineage, alias.initial_head())).head.live

    async def peek_many(self, problems: Sequence[tuple[str, Profile]]) -> list[bool]:
        """`peek` for each (tenant, profile), in order; all run concurrently."""
        return await asyncio.gather(*(self.peek(*each) for each in problems))

    @spanned("store commit")
    async def record(
        self, report: Report, profile: Profile, candidates: Candidates | None, mode: Mode = LIVE
    ) -> Recorded:
        """Apply the rules and write everything that follows from a report; durable on return."""
        return await self._asked(report, profile, candidates, mode)

    def _asked(
        self, report: Report, profile: Profile, candidates: Candidates | None, mode: Mode
    ) -> Awaitable[Recorded]:
        """Start to record a report; await the result."""
        body_to_bytes(report, profile)  # refuses text that cannot be stored before anything is written
        policy, found = mode.policy(self._parts.policy), decisions.exact(profile.version)
        request = RecordRequest(report, profile, profile.fingerprint, policy, mode, candidates, found)
        if mode.dry_run:
            return rehearse(self._parts, request)
        if report.activation is not None:
            return self._firings.begin(alike(request, report.activation), request)
        return self._count(request)

    def _count(self, request: RecordRequest) -> Awaitable[Recorded]:
        """Count it together with the requests that wait for the same problem; its key is claimed in the meantime."""
        problem = (request.report.tenant, request.profile.fingerprint)
        if self._batches.serves(problem) and born_at(request.report.request_id) is None:
            claim_early(self._parts, request)
        return self._batches.begin(problem, request)

    def _begun(self, report: Report, profile: Profile, candidates: Candidates | None, mode: Mode) -> Future[Recorded]:
        """Start one of many reports. It fails on its own, and most need no task."""
        try:
            return asyncio.ensure_future(self._asked(report, profile, candidates, mode))
        except IncidentResponderError as error:
            refused = asyncio.get_running_loop().create_future()
            refused.set_exception(error)
            return refused

    @spanned("store commit")
    async def record_many(
        self, reports: Sequence[tuple[Report, Profile, Candidates | None]], mode: Mode = LIVE
    ) -> list[Recorded | IncidentResponderError]:
        """`record` for many at once; each succeeds or fails on its own."""
        results = await asyncio.gather(*(self._begun(*each, mode) for each in reports), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException) and not isinstance(result, IncidentResponderError):
                raise result
        return [each for each in results if isinstance(each, Recorded | IncidentResponderError)]

    async def report(self, tenant: str, request_id: str, near: str | None = None) -> Report:
        """The stored report. Raises NotFound."""
        return report_of(tenant, await find(self._parts, tenant, request_id, near))

    async def recorded(self, tenant: str, request_id: str, near: str | None = None) -> Recorded:
        """The verdict on a report, as `record` would return it again. Raises NotFound."""
        return await self._parts.answers.stored(tenant, await find(self._parts, tenant, request_id, near))

    async def profiles(self, tenant: str, fingerprints: Sequence[str]) -> Mapping[str, Profile]:
        """The stored profiles of known fingerprints."""
        found = await asyncio.gather(*(self._parts.aliases.load(tenant, each) for each in fingerprints))
        return {each.fingerprint: each.stored_profile() for each in found if each is not None}


def report_of(tenant: str, stored: Occurrence) -> Report:
    """The report of a stored occurrence. Raises NotFound if its text was pruned."""
    return report_from(tenant, stored, stored.body)
