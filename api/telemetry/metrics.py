"""Counters and histograms. One registry per application, so two applications in one process do not collide."""

from collections.abc import Mapping, Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from api.telemetry import workers
from api.telemetry.doors import current_door
from api.telemetry.model_use import ModelUse

_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
BREAKER_STATES = ("closed", "half-opened", "opened")
_VERDICTS = ("new", "existing", "regression", "recovered", "error")


class Metrics:
    """The counters of the API."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._reports = self._counter("reports", "Reports answered, by verdict", "status")
        self._by_status = {word: self._reports.labels(word) for word in _VERDICTS}
        self._verdicts = self._counter(
            "verdicts", "Verdicts, by their kind and by the door the report came in", "kind", "door"
        )
        self.logins = self._counter("logins", "Login attempts", "outcome")
        self._tries = self._counter(
            "deliveries", "Delivery attempts, by destination and outcome", "destination", "outcome"
        )
        self._signals = self._counter("signals", "Signals in senders' bodies, by result", "sender", "kind")
        self._unreadable = self._counter("unreadable_bodies", "Admitted senders' unreadable bodies", "sender")
        self._answers = self._counter("http_answers", "Answers, by status class", "status")
        self._by_class = {kind: self._answers.labels(f"{kind}xx") for kind in range(1, 6)}
        self._requests = self._counter(
            "http_requests", "Answers, by the route's template, method and status class", "route", "method", "status"
        )
        self._kinds: dict[tuple[str, str, int], Counter] = {}
        self._by_door: dict[tuple[str, str], Counter] = {}
        self._seconds = Histogram(
            "incident_responder_http_seconds", "Time to answer a request", buckets=_SECONDS, registry=self.registry
        )
        self._breaker = Gauge(
            "incident_responder_breaker",
            "Circuit breakers of outside services: the number of processes in each state",
            ["name", "state"],
            registry=self.registry,
            multiprocess_mode="livesum",
        )
        self.model_use = ModelUse(self.registry)

    def reported(self, status: str, count: int = 1) -> None:
        """Count answered reports."""
        self._by_status[status].inc(count)
        kind = status, current_door.get().value
        counter = self._by_door.get(kind)
        if counter is None:
            counter = self._by_door[kind] = self._verdicts.labels(*kind)
        counter.inc(count)

    def delivery_tried(self, destination: str, outcome: str) -> None:
        """Count one delivery attempt that has ended."""
        self._tries.labels(destination, outcome).inc()

    def signalled(self, sender: str, kinds: Sequence[str]) -> None:
        """Count the signals of one sender's body; `kinds` are their results."""
        for kind in kinds:
            self._signals.labels(sender, kind).inc()

    def unreadable(self, sender: str) -> None:
        """Count a body of an admitted sender without readable text."""
        self._unreadable.labels(sender).inc()

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answered request; `route` is the route's template."""
        kind = route, method, status // 100
        counter = self._kinds.get(kind)
        if counter is None:
            counter = self._kinds[kind] = self._requests.labels(route, method, f"{kind[2]}xx")
        counter.inc()
        self._by_class[kind[2]].inc()
        self._seconds.observe(seconds)

    def show_breakers(self, states: Mapping[str, str]) -> None:
        """Set the present states of this process's breakers, by the name of the outside service."""
        for name, current in states.items():
            for state in BREAKER_STATES:
                self._breaker.labels(name, state).set(state == current)

    def text(self) -> bytes:
        """The metrics in the exposition format; with several workers, the sum of all."""
        return generate_latest(workers.summed() if workers.are_shared() else self.registry)

    def _counter(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(f"incident_responder_{name}", what, labels, registry=self.registry)
