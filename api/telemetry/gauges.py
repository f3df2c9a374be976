"""What is measured when Prometheus asks: breakers of outside calls, the backlog of the outbox, what waits to be told.

Breakers belong to a process: with several workers the one that answers tells its own.
"""

from collections.abc import Iterable, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from api.telemetry.outgoing import OutgoingNow, Waiting, outgoing_now, waiting_now
from tools.errors import IncidentResponderError
from tools.nouns.jobs import Backlog, JobKind
from tools.ports import Directory
from tools.routing.directory import RoutedDirectory
from tools.toolbox import Toolbox

STATES = ("closed", "half-opened", "opened")


async def gauges(toolbox: Toolbox) -> bytes:
    """The exposition format. A store that does not answer leaves the backlog and what waits out, not the breakers."""
    registry = CollectorRegistry()
    try:
        backlog = await toolbox.store.backlog()
        outgoing = await outgoing_now(toolbox)
        registry.register(_Outgoing(outgoing, await waiting_now(toolbox, outgoing.lanes)))
    except IncidentResponderError:
        backlog = {}
    registry.register(_Now(toolbox.breaker_states(), backlog, toolbox.clock()))
    registry.register(_File(toolbox.directory))
    return generate_latest(registry)


class _File(Collector):
    """Whether the destinations are those that the operator's file says now."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """See `Collector`."""
        refused = isinstance(self._directory, RoutedDirectory) and self._directory.file.problem
        what = "1 while the newest change of DESTINATIONS_FILE is refused, and the file before is in force"
        yield GaugeMetricFamily("incident_responder_destinations_file_refused", what, value=float(bool(refused)))


class _Now(Collector):
    """One moment's readings."""

    def __init__(self, breakers: Mapping[str, str], backlog: Mapping[JobKind, Backlog], now: float) -> None:
        self._breakers = breakers
        self._backlog = backlog
        self._now = now

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """See `Collector`."""
        breaker = GaugeMetricFamily(
            "incident_responder_breaker", "Circuit breakers of outside calls: 1 for the state", labels=["name", "state"]
        )
        for name, current in self._breakers.items():
            for state in STATES:
                breaker.add_metric([name, state], float(state == current))
        jobs = GaugeMetricFamily("incident_responder_outbox_jobs", "Jobs that are not done, by kind", labels=["kind"])
        age = GaugeMetricFamily(
            "incident_responder_outbox_oldest_seconds", "Age of the oldest job that is not done", labels=["kind"]
        )
        for kind, found in self._backlog.items():
            jobs.add_metric([kind], found.jobs)
            age.add_metric([kind], max(0.0, self._now - found.since))
        return breaker, jobs, age


class _Outgoing(Collector):
    """What waits to be told, at one moment."""

    def __init__(self, outgoing: OutgoingNow, waiting: Waiting) -> None:
        self._outgoing = outgoing
        self._waiting = waiting

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """See `Collector`."""
        blocked = GaugeMetricFamily(
            "incident_responder_destination_blocked", "1: it refuses everything until mended", labels=["destination"]
        )
        for name, lane in self._outgoing.lanes.items():
            blocked.add_metric([name], float(lane.blocked_since is not None))
        waiting = GaugeMetricFamily(
            "incident_responder_deliveries_waiting", "Deliveries that are not told yet", labels=["destination"]
        )
        for name, count in self._waiting.waiting.items():
            waiting.add_metric([name], count)
        dead = GaugeMetricFamily(
            "incident_responder_deliveries_dead", "Deliveries given up and not replayed", value=self._waiting.dead
        )
        held = GaugeMetricFamily(
            "incident_responder_deliveries_held", "1: nobody is told anything", value=float(self._outgoing.held)
        )
        return blocked, waiting, dead, held
