"""Gauges that are read at each scrape. They are the same in every process, or each process reads its own."""

from collections.abc import Iterator, Mapping

from prometheus_client.core import Metric

from api.telemetry.families import Samples, gauge, reading, written
from api.telemetry.outgoing import OutgoingNow, Waiting, outgoing_now, waiting_now
from api.telemetry.processes import build_info, process_families
from tools.errors import IncidentResponderError
from tools.nouns.incidents import Status
from tools.nouns.jobs import Backlog, JobKind
from tools.nouns.queued import QueueState
from tools.nouns.severity import Severity
from tools.ports import Directory
from tools.routing.directory import RoutedDirectory
from tools.toolbox import Toolbox

Backlogs = Mapping[JobKind, Backlog]
Live = Mapping[tuple[Status, Severity], int]


async def gauges(toolbox: Toolbox) -> bytes:
    """The gauges in the exposition format. If the store or queue does not answer, only its own gauges are missing."""
    families: list[Metric] = [build_info(toolbox.settings), *process_families(), _file(toolbox.directory)]
    families.append(_queue(await _queue_state(toolbox)))
    try:
        backlog, live = await toolbox.store.backlog(), await toolbox.store.live_tickets()
        outgoing = await outgoing_now(toolbox)
        waiting = await waiting_now(toolbox, outgoing.lanes)
    except IncidentResponderError:
        families += [_store(answers=False), *_jobs({}, 0.0)]
    else:
        now = toolbox.clock()
        families += [_store(answers=True), _tickets(live), *_jobs(backlog, now), *_deliveries(outgoing, waiting, now)]
    return written(families)


async def _queue_state(toolbox: Toolbox) -> QueueState | None:
    try:
        return None if toolbox.queue is None else await toolbox.queue.state()
    except IncidentResponderError:
        return None


def _store(*, answers: bool) -> Metric:
    return reading("store_answers", "1 if the ticket store answered when these metrics were read", float(answers))


def _file(directory: Directory) -> Metric:
    """Shows whether the newest version of the operator's file is in force."""
    refused = isinstance(directory, RoutedDirectory) and directory.file.problem
    what = "1 while the newest DESTINATIONS_FILE is invalid and the previous version is in force"
    return reading("destinations_file_refused", what, float(bool(refused)))


def _queue(state: QueueState | None) -> Metric:
    samples: dict[tuple[str, ...], float] = {}
    if state is not None:
        samples = {("waiting",): state.waiting, ("in_hand",): state.in_hand}
        if state.dead is not None:
            samples["dead",] = state.dead
    return gauge("queue_messages", "Reports in the queue that are not decided yet, by state", ["state"], samples)


def _tickets(live: Live) -> Metric:
    """Includes every live status and severity, so that the count returns to 0 when no ticket has it any more."""
    every = [(status, severity) for status in Status if status.live for severity in Severity]
    samples: Samples = {(status.value, severity.name): live.get((status, severity), 0) for status, severity in every}
    return gauge("live_tickets", "Tickets that are open or acknowledged", ["status", "severity"], samples)


def _jobs(backlog: Backlogs, now: float) -> Iterator[Metric]:
    jobs: Samples = {(kind.value,): found.jobs for kind, found in backlog.items()}
    ages: Samples = {(kind.value,): max(0.0, now - found.since) for kind, found in backlog.items()}
    yield gauge("outbox_jobs", "Jobs that are not done, by kind", ["kind"], jobs)
    yield gauge("outbox_oldest_seconds", "Age of the oldest job that is not done", ["kind"], ages)


def _deliveries(outgoing: OutgoingNow, waiting: Waiting, now: float) -> Iterator[Metric]:
    """Deliveries that wait to be sent."""
    blocked: Samples = {(name,): float(lane.blocked_since is not None) for name, lane in outgoing.lanes.items()}
    failing: Samples = {(name,): float(lane.failing_since is not None) for name, lane in outgoing.lanes.items()}
    counts: Samples = {(name,): count for name, count in waiting.waiting.items()}
    ages: Samples = {(name,): max(0.0, now - at) for name, at in waiting.oldest.items()}
    of = ["destination"]
    yield gauge("destination_blocked", "1 while the destination refuses everything", of, blocked)
    yield gauge("destination_failing", "1 from a failed attempt until one succeeds", of, failing)
    yield gauge("deliveries_waiting", "Deliveries that are not sent yet", of, counts)
    yield gauge("deliveries_oldest_seconds", "Age of the oldest delivery that is not sent yet", of, ages)
    yield reading("deliveries_dead", "Deliveries given up and not replayed", waiting.dead)
    yield reading("deliveries_held", "1 while all deliveries are held", float(outgoing.held))
