"""Accepts reports now and decides them later: redacts and queues them; the request id leads to the verdict."""

import time

from api.intake.intake import Intake
from api.intake.submission import Observation
from tools.errors import NotDecidedYet, NotFound
from tools.ids import is_request_id, request_time
from tools.nouns.callers import Caller
from tools.nouns.queued import QueuedReport
from tools.nouns.queued_json import queued_to_text
from tools.nouns.recorded import Recorded
from tools.ports import Queue, TicketStore
from tools.telemetry.spans import Kind, span

LONGEST_QUEUED_SECONDS = 14 * 24 * 3600.0
"""No queue keeps a message longer than this."""


class Queueing:
    """Puts reports into the queue, if there is one."""

    def __init__(self, queue: Queue | None, intake: Intake, store: TicketStore) -> None:
        self._queue = queue
        self._intake = intake
        self._store = store

    async def accept(
        self, caller: Caller, observation: Observation, key: str | None, *, through_graph: bool = False
    ) -> str | None:
        """Queue the observation; return its request id once the redacted text is durable.

        Returns None, with nothing queued, if the report should be decided at once: there is no queue, or its key was
        decided before and gets the same answer. Raises what `Reception.submission` raises, and Unavailable.
        """
        if self._queue is None:
            return None
        report = self._intake.reception.report(caller, observation, key)
        if key is not None and await self._is_decided(report.tenant, report.request_id):
            return None
        with span("queue send", Kind.PRODUCER) as sent:
            traceparent = "" if sent is None else sent.traceparent
            queued = QueuedReport(report, key is not None, through_graph, traceparent)
            await self._queue.send(queued_to_text(queued), report.tenant)
        return report.request_id

    async def recorded(self, tenant: str, request_id: str) -> Recorded:
        """Return the verdict on a report. Raises NotDecidedYet if it may be in the queue, NotFound if not."""
        try:
            return await self._store.recorded(tenant, request_id)
        except NotFound:
            if self._queue is None or not _may_be_queued(request_id):
                raise
        raise NotDecidedYet(
            f"no verdict on {request_id} yet: if it was accepted with 202, it waits to be decided; ask again"
        )

    async def _is_decided(self, tenant: str, request_id: str) -> bool:
        try:
            await self._store.recorded(tenant, request_id)
        except NotFound:
            return False
        return True


def _may_be_queued(request_id: str) -> bool:
    """True for any id that could be one of ours, because a queued report leaves no trace in the store."""
    if not is_request_id(request_id):
        return False
    made = request_time(request_id)
    return made is None or time.time() - made < LONGEST_QUEUED_SECONDS
