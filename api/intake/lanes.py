"""The three ways to a durable verdict: known at once, on the fingerprint alone when there are too many, by the graph."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from api.intake.runs import Run
from api.services import Services
from tools.errors import InvalidRequest, NotFound
from tools.nouns.decisions import Recorded, Verdict
from tools.nouns.reports import Report


async def decided(services: Services, report: Report, keyed: bool, graph: bool = False) -> Recorded | Run:
    """A durable verdict: from memory of the same key, by the express lane, or as a run of the graph that has it.

    When too many wait for the model, a new problem is recorded on its fingerprint alone. Raises Overloaded, with nothing
    written, when too many have been recorded so.
    """
    known = await _stored(services, report) if keyed else None
    if known is None and not graph:
        known = await _express(services, report, keyed)
    if known is None and services.runs.too_many(report):
        known = await _counted(services, report, keyed, partial(_claimed, services))
    if known is not None:
        return known
    run = await services.runs.start(report)
    await run.verdict()
    return run


async def _stored(services: Services, report: Report) -> Recorded | None:
    """What the same key was answered before. Raises InvalidRequest when it came with another body."""
    try:
        recorded = await services.toolbox.store.recorded(report.tenant, report.request_id)
    except NotFound:
        return None
    await check_same(services, report)
    return recorded


async def _express(services: Services, report: Report, keyed: bool) -> Recorded | None:
    """Count a known report. One whose problem is on its way to its first verdict waits for it, and is known then."""
    lane = partial(_counted, services, report, keyed, services.agents.analyzer.known)
    recorded = await lane()
    if recorded is None and await services.runs.decided_ahead(report):
        recorded = await lane()
    return recorded


async def _counted(
    services: Services, report: Report, keyed: bool, lane: Callable[[Report], Awaitable[Recorded | None]]
) -> Recorded | None:
    recorded = await lane(report)
    if recorded is not None and keyed and recorded.replayed:
        await check_same(services, report)
    return recorded


async def _claimed(services: Services, report: Report) -> Recorded:
    """Raises Overloaded for a new problem that would have to wait for its match behind too many others."""
    analyzer, deferral = services.agents.analyzer, services.deferral
    if deferral.full and not await analyzer.seen(report):
        raise deferral.refusal()
    recorded = await analyzer.claim(report)
    deferral.owed += "semantic" in recorded.pending and recorded.verdict is Verdict.NEW
    return recorded


async def check_same(services: Services, report: Report) -> None:
    """Raises InvalidRequest when the key came with another body than this one; a pruned one is taken for the same."""
    try:
        stored = await services.toolbox.store.report(report.tenant, report.request_id)
    except NotFound:
        return
    if _content(stored) != _content(report):
        raise InvalidRequest("this Idempotency-Key was used with another body", reason="idempotency-key-reused")


def _content(report: Report) -> tuple[Any, ...]:
    """What the client sent."""
    return (
        report.log,
        report.service,
        report.environment,
        report.severity,
        dict(report.labels),
        report.release or None,
        report.source,
        report.occurred_at,
    )
