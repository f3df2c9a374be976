"""Debian's real Alertmanager and Prometheus on loopback, with short intervals, ended by their process ids."""

import json
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx

from api.server_process import free_port, wait_until_ready
from tools.times import rfc3339

INSTALLED = bool(shutil.which("prometheus-alertmanager") and shutil.which("prometheus"))
NOT_INSTALLED = "prometheus-alertmanager and prometheus are not installed (apt-get install both)"
READY_SECONDS = 20.0


class Program:
    """A program that is started, stopped, killed and started again on the same folder and port."""

    def __init__(self, command: list[str], port: int, folder: Path) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.folder = folder
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when it is ready."""
        log = self.folder / "log"
        with log.open("ab") as output:
            self._process = subprocess.Popen(self._command, stdout=output, stderr=output, cwd=self.folder)
        wait_until_ready(self._process, f"{self.url}/-/ready", log, time.perf_counter() + READY_SECONDS)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it: SIGTERM lets it keep its notification log, SIGKILL does not."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(20)
            self._process = None


class Alertmanager(Program):
    """One receiver: our webhook."""

    def alert(
        self, labels: Mapping[str, str], summary: str = "", starts_at: float | None = None, ends_at: float = 0
    ) -> None:
        """Post one alert to its API, as Prometheus does; without an end it fires for a while."""
        alert: dict[str, object] = {"labels": dict(labels), "annotations": {"summary": summary} if summary else {}}
        if starts_at is not None:
            alert["startsAt"] = rfc3339(starts_at)
        alert["endsAt"] = rfc3339(ends_at or time.time() + 600)
        httpx.post(f"{self.url}/api/v2/alerts", json=[alert], timeout=10).raise_for_status()

    def silence(self, name: str, value: str, seconds: float = 600) -> None:
        """Silence every alert with that label."""
        now = time.time()
        body = {
            "matchers": [{"name": name, "value": value, "isRegex": False, "isEqual": True}],
            "startsAt": rfc3339(now),
            "endsAt": rfc3339(now + seconds),
            "createdBy": "test",
            "comment": "test",
        }
        httpx.post(f"{self.url}/api/v2/silences", json=body, timeout=10).raise_for_status()


@contextmanager
def alertmanager(
    folder: Path, webhook: str, key: str, *, group_by: str = "alertname", repeat: str = "3s", extra: str = ""
) -> Iterator[Alertmanager]:
    """A running Alertmanager that posts to `webhook`. `extra` are further lines of the webhook's configuration."""
    folder.mkdir()
    (folder / "am.yml").write_text(
        f"route: {{receiver: us, group_by: [{group_by}], group_wait: 1s, group_interval: 2s,"
        f" repeat_interval: {repeat}}}\n"
        f"receivers:\n  - name: us\n    webhook_configs:\n      - url: {webhook}\n        send_resolved: true\n"
        + (f"        {extra}\n" if extra else "")
        + f"        http_config: {{authorization: {{type: Bearer, credentials: {key}}}}}\n"
    )
    port = free_port()
    command = ["prometheus-alertmanager", "--config.file=am.yml", "--storage.path=data", "--cluster.listen-address="]
    program = Alertmanager([*command, f"--web.listen-address=127.0.0.1:{port}"], port, folder)
    program.start()
    try:
        yield program
    finally:
        program.stop()


class Metrics(ThreadingHTTPServer):
    """What Prometheus scrapes: `values` by the metric's name and labels, as they stand in the text format."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Scraped)
        self.values: dict[str, float] = {}


class _Scraped(BaseHTTPRequestHandler):
    server: Metrics

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""

    def do_GET(self) -> None:
        text = "".join(f"{name} {value}\n" for name, value in sorted(self.server.values.items())).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


@contextmanager
def metrics() -> Iterator[Metrics]:
    """A running scrape target."""
    server = Metrics()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def prometheus(
    folder: Path, target: Metrics, alerts_to: str, rules: str, *, key: str = "", resend: str = "1s"
) -> Iterator[Program]:
    """A running Prometheus that scrapes the target each second and sends its alerts to that address.

    `rules` is the list of alerting rules in YAML's flow style (which is JSON).
    """
    folder.mkdir()
    host = alerts_to.removeprefix("http://")
    auth = f"authorization: {{credentials: {key}}}, " if key else ""
    (folder / "rules.yml").write_text(f"groups: [{{name: all, interval: 1s, rules: {rules}}}]\n")
    (folder / "prometheus.yml").write_text(
        "global: {scrape_interval: 1s, scrape_timeout: 900ms, evaluation_interval: 1s}\n"
        "rule_files: [rules.yml]\n"
        "scrape_configs: [{job_name: orders, static_configs:"
        f" [{{targets: ['127.0.0.1:{target.server_address[1]}']}}]}}]\n"
        f"alerting: {{alertmanagers: [{{api_version: v2, {auth}static_configs: [{{targets: ['{host}']}}]}}]}}\n"
    )
    port = free_port()
    command = [
        "prometheus",
        "--config.file=prometheus.yml",
        "--storage.tsdb.path=data",
        f"--rules.alert.resend-delay={resend}",
    ]
    program = Program([*command, f"--web.listen-address=127.0.0.1:{port}", "--log.level=warn"], port, folder)
    program.start()
    try:
        yield program
    finally:
        program.stop()


def rule(name: str, expression: str, summary: str, *, wait: str = "0s", **labels: str) -> str:
    """One alerting rule for `prometheus`."""
    return json.dumps(
        {"alert": name, "expr": expression, "for": wait, "labels": labels, "annotations": {"summary": summary}}
    )
