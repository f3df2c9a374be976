"""The commands that wait for the writer: reports, or one other change."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any

from tools.errors import IncidentResponderError
from tools.nouns.recorded import Recorded
from tools.tickets.sql.recording.group import Recording
from tools.tickets.sql.recording.occurrences import RecordRequest
from tools.tickets.sql.transaction import Transaction

log = logging.getLogger(__name__)


class ReportCommand:
    """Records one report."""

    __slots__ = ("future", "requests")

    def __init__(self, request: RecordRequest, future: asyncio.Future[Recorded]) -> None:
        self.requests = (request,)
        self.future = future

    def run(self, group: Recording) -> Recorded:
        """Record it."""
        return group.record(self.requests[0])


class BatchCommand:
    """Records many reports that are answered together; each succeeds or fails by itself."""

    __slots__ = ("future", "requests")

    def __init__(
        self, requests: Sequence[RecordRequest], future: asyncio.Future[list[Recorded | IncidentResponderError]]
    ) -> None:
        self.requests = requests
        self.future = future

    def run(self, group: Recording) -> list[Recorded | IncidentResponderError]:
        """Record them in order."""
        return [_record(group, request) for request in self.requests]


class Act:
    """Makes any other change, in a savepoint of its own."""

    __slots__ = ("_change", "future")
    requests: Sequence[RecordRequest] = ()

    def __init__(self, change: Callable[[Transaction], Any], future: asyncio.Future[Any]) -> None:
        self._change = change
        self.future = future

    def run(self, group: Recording) -> Any:
        """Flush the gathered reports and forget cached tickets, then make the change."""
        group.isolate()
        with group.txn.savepoint():
            return self._change(group.txn)


class UnreadChange(Act):
    """Makes a change to data that no report reads, so gathered reports and cached tickets stay valid."""

    __slots__ = ()

    def run(self, group: Recording) -> Any:
        """Make the change."""
        with group.txn.savepoint():
            return self._change(group.txn)


Command = ReportCommand | BatchCommand | Act


def _record(group: Recording, request: RecordRequest) -> Recorded | IncidentResponderError:
    try:
        return group.record(request)
    except IncidentResponderError as error:
        return error
    except Exception as error:
        if group.txn.sql.is_failure(error):
            raise
        log.exception("a report could not be recorded")
        return IncidentResponderError("the report could not be recorded")
