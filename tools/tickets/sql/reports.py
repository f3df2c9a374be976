"""Reports in, verdicts out: the part of the TicketStore port that every report passes through."""

import asyncio
from collections.abc import Mapping, Sequence

from tools.cache import BoundedCache
from tools.errors import IncidentResponderError, NotFound
from tools.nouns.policy import LIVE, Mode, Policy
from tools.nouns.recorded import Recorded
from tools.nouns.reports import Candidates, Profile, Report
from tools.ports import Clock
from tools.telemetry.spans import spanned
from tools.tickets.shared.sealing import PLAIN, Seal
from tools.tickets.sql.commands import BatchCommand, ReportCommand
from tools.tickets.sql.database import Database, Sql
from tools.tickets.sql.engine import Engine
from tools.tickets.sql.problem.aliases import identity_of, profiles_of
from tools.tickets.sql.recording.answer import recorded
from tools.tickets.sql.recording.heads import look_up
from tools.tickets.sql.recording.occurrences import RecordRequest, record_request, report_from_row

MAX_KNOWN = 8192


class Reports(Engine):
    """Peek, record, and queries about a recorded report."""

    def __init__(self, database: Database, clock: Clock, policy: Policy, seal: Seal = PLAIN) -> None:
        super().__init__(database, clock, policy, seal)
        # Fingerprints recently seen on a live ticket: a hint that needs no read. It may be stale: `record` looks again
        # inside its transaction.
        self._known: BoundedCache[tuple[str, str], bool] = BoundedCache(MAX_KNOWN)

    async def peek(self, tenant: str, profile: Profile) -> bool:
        """True if the fingerprint's lineage has a live head; a hint, from memory where possible."""
        key = (tenant, profile.fingerprint)
        if key in self._known:
            return True
        live = await self._read(lambda sql: _has_live_head(sql, tenant, profile))
        if live:
            self._known[key] = True
        return live

    async def peek_many(self, problems: Sequence[tuple[str, Profile]]) -> list[bool]:
        """Call `peek` for each (tenant, profile), in order: most are in memory."""
        return [await self.peek(*each) for each in problems]

    @spanned("store commit")
    async def record(
        self, report: Report, profile: Profile, candidates: Candidates | None, mode: Mode = LIVE
    ) -> Recorded:
        """Apply the rules and write all effects of one report; durable when it returns."""
        future: asyncio.Future[Recorded] = asyncio.get_running_loop().create_future()
        self._writer.submit(ReportCommand(record_request(report, profile, candidates, self._policy, mode), future))
        answer = await future
        self._remember(profile, report.tenant, answer)
        return answer

    @spanned("store commit")
    async def record_many(
        self, reports: Sequence[tuple[Report, Profile, Candidates | None]], mode: Mode = LIVE
    ) -> list[Recorded | IncidentResponderError]:
        """Record many at once, in order, in one transaction; each succeeds or fails by itself.

        Raises Overloaded or StoreUnavailable if none of them could be stored.
        """
        requests: list[RecordRequest | IncidentResponderError] = [
            _request(*each, self._policy, mode) for each in reports
        ]
        good = [each for each in requests if isinstance(each, RecordRequest)]
        future: asyncio.Future[list[Recorded | IncidentResponderError]]
        future = asyncio.get_running_loop().create_future()
        self._writer.submit(BatchCommand(good, future))
        answers = iter(await future)
        return [next(answers) if isinstance(each, RecordRequest) else each for each in requests]

    async def report(self, tenant: str, request_id: str, near: str | None = None) -> Report:
        """Return the stored report. Raises NotFound, also if its body was pruned."""
        del near  # looking up the id alone is as fast
        return await self._read(lambda sql: _report(sql, tenant, request_id))

    async def recorded(self, tenant: str, request_id: str, near: str | None = None) -> Recorded:
        """Return how a report ended, as `record` would answer it again. Raises NotFound."""
        del near
        return await self._read(lambda sql: recorded(sql, tenant, request_id, replayed=True))

    async def profiles(self, tenant: str, fingerprints: Sequence[str]) -> Mapping[str, Profile]:
        """Return the stored profiles of known fingerprints."""
        return await self._read(lambda sql: profiles_of(sql, tenant, fingerprints))

    def _remember(self, profile: Profile, tenant: str, answer: Recorded) -> None:
        """Note that a new or counted problem is live; the ticket of a late report need not be."""
        if not (answer.decision.dry_run or answer.reminder) and answer.decision.late is None:
            self._known[tenant, profile.fingerprint] = True


def _request(
    report: Report, profile: Profile, candidates: Candidates | None, policy: Policy, mode: Mode
) -> RecordRequest | IncidentResponderError:
    try:
        return record_request(report, profile, candidates, policy, mode)
    except IncidentResponderError as error:
        return error


def _has_live_head(sql: Sql, tenant: str, profile: Profile) -> bool:
    found = look_up(sql, tenant, identity_of(sql, tenant, profile))
    return found is not None and found.head.live


def _report(sql: Sql, tenant: str, request_id: str) -> Report:
    row = sql.execute("SELECT * FROM occurrences WHERE tenant = ? AND request_id = ?", (tenant, request_id)).fetchone()
    if row is None:
        raise NotFound(f"no report {request_id[:80]!r}")
    return report_from_row(row)
