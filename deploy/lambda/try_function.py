"""The function on the Runtime Interface Emulator: `try_function.py EMULATOR`. Prints figures; fails when it breaks."""

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import psutil

from api.cloud.events import OWN_FIELD, SET_UP
from tests.support.cloud_events import http_event, queue_event, schedule_event
from tests.support.servers.process import ROOT, running

PASSWORD = "a password for this try"
WARM = int(os.environ.get("LAMBDA_WARM", "1000"))
LIMIT = int(os.environ.get("LAMBDA_LIMIT", "15"))
"""Seconds of the function that is cut off, its start included."""
INVOKE = "/2015-03-31/functions/function/invocations"
REPORT = {"log": "Lambda timeout after 30s", "service": "payment-processor"}
RUNBOOK = """# Disk of the archive is full

## When the disk sda1 of the archive is full

Delete archived segments older than 90 days with `find /archive -mtime +90 -delete`, then check `df -h`.
"""
OTHER = {"log": "disk sda1 of the archive is full", "service": "archive"}


def say(what: str, value: object) -> None:
    """One line of the result."""
    print(f"lambda: {what}: {value}", flush=True)


def free_port() -> int:
    """A port that nobody has now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


class Silent(BaseHTTPRequestHandler):
    """A model that takes every question and never answers."""

    def do_POST(self) -> None:
        """Wait."""
        time.sleep(600)

    do_GET = do_POST


@contextmanager
def silent_model() -> Iterator[str]:
    """Its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Silent)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    server.shutdown()


class Emulated:
    """A function behind the emulator. One invocation at a time: two at once end it."""

    def __init__(self, port: int, emulator: int) -> None:
        self._client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=90)
        self._emulator = psutil.Process(emulator)
        self.bearer: dict[str, str] = {}

    def spent(self) -> str:
        """What the function has had of a processor, and how many others wanted one."""
        [function] = self._emulator.children()
        times, load = function.cpu_times(), os.getloadavg()[0]
        return f"{times.user + times.system:.2f} s of a processor (load {load:.1f}, {os.cpu_count()} cores)"

    def invoke(self, event: object) -> Any:
        """What the function answers; errors come as 200 with their own fields."""
        answer = self._client.post(INVOKE, json=event)
        # A time limit is told as plain text.
        return {"errorMessage": answer.text} if answer.text.startswith("Task timed out") else answer.json()

    def request(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        """One HTTP request by way of an event."""
        told = "" if body is None else json.dumps(body)
        return self.invoke(http_event(method, path, told, **self.bearer, **headers))

    def answered(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        """Its body, which must be a success."""
        told = self.request(method, path, body, **headers)
        assert told.get("statusCode") == 200, told
        return json.loads(told["body"])

    def log_in(self) -> None:
        """As the first administrator."""
        told = self.answered("POST", "/login", {"username": "admin", "password": PASSWORD})
        self.bearer = {"authorization": f"Bearer {told['access_token']}"}


@contextmanager
def emulated(rie: str, folder: Path, s3: str, limit: int, **settings: str) -> Iterator[Emulated]:
    """A function with a time limit in seconds."""
    port = free_port()
    env = {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_LAMBDA_FUNCTION_TIMEOUT": str(limit),
        "DATA_DIR": str(folder / "data"), "S3_BUCKET": "tickets", "AWS_ENDPOINT_URL": s3, "ADMIN_PASSWORD": PASSWORD,
        "JWT_SECRET_KEY": "a signing key for the function under test",
        "AUDIT_KEY": "what seals the audit log of this try", "RATE_LIMIT": "off",
    }  # fmt: skip
    command = [
        rie, "--log-level", "warn", "--runtime-interface-emulator-address", f"127.0.0.1:{port}",
        "--runtime-api-address", f"127.0.0.1:{free_port()}", sys.executable, "-m", "awslambdaric",
        "api.cloud.handler.main",
    ]  # fmt: skip
    with (folder / "emulator.log").open("ab") as log:
        process = subprocess.Popen(
            command, env=env | settings, cwd=folder, stdout=log, stderr=log, start_new_session=True
        )
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield Emulated(port, process.pid)
    except BaseException:
        say("the emulator's log", (folder / "emulator.log").read_text("utf-8", "replace")[-2000:])
        raise
    finally:
        os.killpg(process.pid, 9)
        process.wait()


def deploy(rie: str, folder: Path, s3: str) -> None:
    """What a deployment does once for each version, before anybody calls: the runbooks and the first administrator."""
    with emulated(rie, folder, s3, 600) as function:
        started = time.perf_counter()
        made = function.invoke({OWN_FIELD: SET_UP})
        assert made.get("runbooks"), made
        say("the deployment's own step", f"{time.perf_counter() - started:.1f} s, {made}")


def warm(function: Emulated) -> None:
    """Cold start and warm invocations."""
    started = time.perf_counter()
    function.answered("GET", "/healthz")
    say("cold start and first answer", f"{time.perf_counter() - started:.2f} s, {function.spent()}")
    function.log_in()
    assert function.answered("POST", "/incident", REPORT)["status"] == "new"
    seconds = []
    for _ in range(WARM):
        started = time.perf_counter()
        told = function.answered("POST", "/incident", REPORT)
        seconds.append(time.perf_counter() - started)
        assert told["status"] == "existing", told
    assert told["occurrences"] == WARM + 1, "a report was lost or counted twice"
    p95 = sorted(seconds)[int(len(seconds) * 0.95)]
    say(f"{WARM} warm duplicates", f"p50 {statistics.median(seconds) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms")
    assert function.invoke(queue_event("poison")) == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    say("schedule", function.invoke(schedule_event()))


def cut_off(rie: str, folder: Path, s3: str, model: str) -> None:
    """A time limit in the middle of a run, then the same report again."""
    settings = {
        "OPENAI_API_KEY": "test",
        "OPENAI_BASE_URL": model,
        "ADVICE_WAIT_SECONDS": "60",
        "OPENAI_TIMEOUT_SECONDS": "110",
        "S3_PREFIX": "cut",
    }
    key = {"idempotency-key": "alert-7"}
    # Long enough to start on a slow machine, and no longer than the model lets a run wait.
    with emulated(rie, folder, s3, LIMIT, **settings) as function:
        function.log_in()
        function.answered("PUT", "/runbooks/archive/disk-full", {"text": RUNBOOK})  # without one no model is asked
        told = function.request("POST", "/incident", OTHER, **key)
        assert "timed out" in json.dumps(told).lower(), told
        say("in the middle of a run", told.get("errorMessage", "timed out"))
    settings |= {"ADVICE_WAIT_SECONDS": "0"}
    with emulated(rie, folder, s3, 120, **settings) as function:
        function.log_in()
        again = function.answered("POST", "/incident", OTHER, **key)
        listed = function.answered("GET", "/incidents")
        assert listed["count"] == 1, listed
        assert listed["incidents"][0]["occurrences"] == 1, listed
        say("the same report again", f"{again['status']}, one ticket, one occurrence")


def main(rie: str) -> None:
    """Try it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        s3 = stack.enter_context(running("tests.support.servers.s3_server"))
        deploy(rie, folder, s3)
        with emulated(rie, folder, s3, 120) as function:
            warm(function)
        cut_off(rie, folder, s3, stack.enter_context(silent_model()))


if __name__ == "__main__":
    main(sys.argv[1])
