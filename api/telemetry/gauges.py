"""What is measured at the moment Prometheus asks: the breakers of outside calls, and the outbox's backlog.

Breakers belong to a process: with several workers the one that answers tells its own.
"""

from collections.abc import Iterable, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from tools.errors import IncidentResponderError
from tools.nouns.jobs import Backlog, JobKind
from tools.toolbox import Toolbox

STATES = ("closed", "half-opened", "opened")


async def gauges(toolbox: Toolbox) -> bytes:
    """The exposition format. A store that does not answer leaves the backlog out, not the breakers."""
    try:
        backlog = await toolbox.store.backlog()
    except IncidentResponderError:
        backlog = {}
    registry = CollectorRegistry()
    registry.register(_Now(toolbox.breaker_states(), backlog, toolbox.clock()))
    return generate_latest(registry)


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
