"""What Prometheus reads. One registry per application, so that two in one process do not meet."""

import os
import shutil
import time
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


def share_between_workers(folder: Path) -> None:
    """Let processes that start from here on count into one empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    os.environ[SHARED_FOLDER] = str(folder.resolve())


class Metrics:
    """The counters of the API."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._reports = Counter(
            "incident_responder_reports", "Reports answered, by verdict", ["status"], registry=self.registry
        )
        words = ("new", "existing", "regression", "recovered", "error")
        self._by_status = {word: self._reports.labels(word) for word in words}
        self.logins = Counter("incident_responder_logins", "Log-in attempts", ["outcome"], registry=self.registry)
        self._tries = Counter(
            "incident_responder_deliveries",
            "Tries to tell a destination, by what they came to",
            ["destination", "outcome"],
            registry=self.registry,
        )
        self._answers = Counter(
            "incident_responder_http_answers", "Answers, by status class", ["status"], registry=self.registry
        )
        self._by_class = {kind: self._answers.labels(f"{kind}xx") for kind in range(1, 6)}
        self._seconds = Histogram(
            "incident_responder_http_seconds", "Time to answer a request", buckets=_SECONDS, registry=self.registry
        )

    def reported(self, status: str, count: int = 1) -> None:
        """Count answered reports."""
        self._by_status[status].inc(count)

    def told(self, destination: str, outcome: str) -> None:
        """One try to tell a destination has ended."""
        self._tries.labels(destination, outcome).inc()

    def answered(self, status: int, seconds: float) -> None:
        """One request was answered."""
        self._by_class[status // 100].inc()
        self._seconds.observe(seconds)

    def text(self) -> bytes:
        """The exposition format; with several workers, the sum of all."""
        if SHARED_FOLDER not in os.environ:
            return generate_latest(self.registry)
        summed = CollectorRegistry()
        MultiProcessCollector(summed)  # type: ignore[no-untyped-call]  # the library is untyped here
        return generate_latest(summed)


class MeteredApp:
    """A pure ASGI layer that counts answers."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()

        async def observed(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._metrics.answered(message["status"], time.perf_counter() - started)
            await send(message)

        try:
            await self._app(scope, receive, observed)
        except Exception:
            # The answer to a surprise is written outside of this layer.
            self._metrics.answered(500, time.perf_counter() - started)
            raise
