"""From a body to a durable verdict: redaction first, then the express lane, then the graph."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from agents.answer import Answer
from agents.report import MAX_LOG_BYTES
from api.auth.accounts import Principal
from api.http.cleaning import clean, is_too_long
from api.http.idempotency import request_id_of
from api.http.problems import ProblemError
from api.http.schemas import ReportBody
from api.http.wire import AnswerWriter
from api.ids import new_request_id
from api.intake.lanes import check_same, decided
from api.services import Services
from tools.errors import IncidentResponderError, InvalidRequest
from tools.nouns.decisions import Recorded
from tools.nouns.redacted import NOTHING, Redacted
from tools.nouns.reports import Report
from tools.text.identity.fingerprint import profile_of
from tools.text.redaction.redact import redact

REPORT_ROUTE = "/incident"
# New problems of one batch that may be on their way at the same time.
_MISSES_AT_ONCE = 16

writer = AnswerWriter()
# Services, environments and releases repeat; few of them hold anything to redact.
_redacted_name = lru_cache(4096)(redact)


def report_of(
    body: ReportBody, principal: Principal, key: str | None, now: float, redacted: Callable[[str], Redacted] = redact
) -> Report:
    """The redacted report. Raises ProblemError 413 for a log over 64 KiB, InvalidRequest for one without words."""
    if is_too_long(body.log):
        raise ProblemError(413, f"log is longer than {MAX_LOG_BYTES} bytes: send the part that matters")
    log = clean(body.log)
    if not log or log.isspace():
        raise InvalidRequest("log: must not be empty")
    request_id = request_id_of(principal.tenant, REPORT_ROUTE, key) if key else new_request_id(now)
    return Report(
        request_id=request_id,
        tenant=principal.tenant,
        service=_redacted_name(body.service),
        log=redacted(log),
        received_at=now,
        environment=_redacted_name(body.environment) if body.environment else NOTHING,
        severity=body.severity,
        labels={redacted(name): redacted(value) for name, value in body.labels.items()},
        release=_redacted_name(body.release) if body.release else None,
        occurred_at=body.occurred_at.timestamp() if body.occurred_at else None,
        source=_redacted_name(body.source) if body.source else NOTHING,
    )


async def take(services: Services, report: Report, *, keyed: bool, graph: bool) -> Mapping[str, Any]:
    """The answer to one report: at once for a known problem, else with advice if that comes in time."""
    with services.pace.report():
        found = await decided(services, report, keyed, graph)
    if isinstance(found, Recorded):
        return writer.answer(found)
    answer = await found.answer(0 if services.runs.crowded else services.settings.advice_wait_seconds)
    return await _confirmed(services, report, answer, keyed)


async def take_many(services: Services, reports: Sequence[Report | Exception], keyed: Sequence[bool]) -> list[Any]:
    """Answers in order; an exception takes the place of an answer, and fails no other report."""
    with services.pace.report():
        return await _taken(services, reports, keyed)


async def _taken(services: Services, reports: Sequence[Report | Exception], keyed: Sequence[bool]) -> list[Any]:
    answers: list[Any] = list(reports)
    asked = [position for position, report in enumerate(reports) if isinstance(report, Report)]
    known = await services.agents.analyzer.known_many([answers[position] for position in asked])
    missed: dict[str, list[int]] = {}
    for position, found in zip(asked, known, strict=True):
        if found is None:
            missed.setdefault(profile_of(answers[position]).fingerprint, []).append(position)
        elif isinstance(found, Recorded) and found.replayed and keyed[position]:
            answers[position] = await _repeated(services, answers[position], found)
        else:
            answers[position] = writer.answer(found) if isinstance(found, Recorded) else found
    gate = asyncio.Semaphore(_MISSES_AT_ONCE)

    async def settle(alike: list[int]) -> None:
        """Reports that look alike, one after the other: the first opens the ticket, the others are counted on it."""
        for position in alike:
            try:
                async with gate:
                    answers[position] = await _later(services, answers[position], keyed[position])
            except Exception as error:
                answers[position] = error

    await asyncio.gather(*map(settle, missed.values()))
    return answers


async def _repeated(services: Services, report: Report, found: Recorded) -> Any:
    """The answer to a report of a batch that was sent before, or why it has none."""
    try:
        await check_same(services, report)
    except IncidentResponderError as error:
        return error
    return writer.answer(found)


async def _later(services: Services, report: Report, keyed: bool) -> Mapping[str, Any]:
    """A miss of a batch: an earlier report of the same batch may have opened the ticket meanwhile."""
    found = await decided(services, report, keyed)
    if isinstance(found, Recorded):
        return writer.answer(found)
    return await _confirmed(services, report, await found.verdict(), keyed)


async def _confirmed(services: Services, report: Report, answer: Answer, keyed: bool) -> Mapping[str, Any]:
    """Two first requests with one key may have met: the stored report tells whose answer this is."""
    if keyed:
        await check_same(services, report)
    return answer
