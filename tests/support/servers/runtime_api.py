"""Lambda's Runtime API for one process: hands out events, takes answers. Headers and body go out in one write.

Two writes would cost 40 to 90 ms each: the client waits for the second one with its acknowledgement delayed.
"""

import json
import os
import queue
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.support.servers.process import ROOT

PREFIX = "/2018-06-01/runtime/"


@dataclass(frozen=True, slots=True)
class Answered:
    """How an invocation ended."""

    body: Any
    failed: bool = False
    seconds: float = 0.0


class RuntimeApi(ThreadingHTTPServer):
    """Events in, answers out, for one process: the next one of a function gets a Runtime API of its own."""

    daemon_threads = True

    def __init__(self, limit: float = 30.0) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.limit = limit
        self.events: queue.Queue[tuple[str, bytes]] = queue.Queue()
        self.answers: dict[str, queue.Queue[Answered]] = {}
        self.init_errors: queue.Queue[Any] = queue.Queue()

    def invoke(self, event: object, seconds: float = 60.0) -> Answered:
        """What the process answers to one event."""
        invocation = str(uuid.uuid4())
        waiting = self.answers[invocation] = queue.Queue()
        started = time.perf_counter()
        self.events.put((invocation, json.dumps(event).encode()))
        answer = waiting.get(timeout=seconds)
        return Answered(answer.body, answer.failed, time.perf_counter() - started)

    @property
    def address(self) -> str:
        """host:port, as AWS_LAMBDA_RUNTIME_API has it."""
        return f"127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one write for all of an answer
    server: RuntimeApi

    def log_message(self, *args: object) -> None:
        """Silence."""

    def do_GET(self) -> None:
        """The next event, when there is one."""
        invocation, body = self.server.events.get()
        deadline = int((time.time() + self.server.limit) * 1000)
        self._say(
            200,
            body,
            {
                "Lambda-Runtime-Aws-Request-Id": invocation,
                "Lambda-Runtime-Deadline-Ms": str(deadline),
                "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-west-1:123456789012:function:incidents",
            },
        )

    def do_POST(self) -> None:
        """An answer, an error, or why the process cannot start."""
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        told = json.loads(body) if body else None
        path = self.path.removeprefix(PREFIX)
        if path == "init/error":
            self.server.init_errors.put(told)
        else:
            _, invocation, ending = path.split("/")
            self.server.answers[invocation].put(Answered(told, failed=ending == "error"))
        self._say(202, b"{}")

    def _say(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")  # the client ends with a segmentation fault without it
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


@contextmanager
def runtime_api(limit: float = 30.0) -> Iterator[RuntimeApi]:
    """A running Runtime API without a process. `limit`: seconds that an invocation is told it has."""
    server = RuntimeApi(limit)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def function_process(api: RuntimeApi, folder: Path, **settings: str) -> Iterator["subprocess.Popen[bytes]"]:
    """`python -m awslambdaric api.cloud.handler.main`, as the image starts it."""
    names = ("PATH", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    kept = {name: value for name, value in os.environ.items() if name in names}
    env = (
        kept
        | {
            "PYTHONPATH": str(ROOT),
            "AWS_LAMBDA_RUNTIME_API": api.address,
            "AWS_LAMBDA_FUNCTION_NAME": "incidents",
            "AWS_DEFAULT_REGION": "us-east-1",
            "HF_HUB_OFFLINE": "1",
            "DATA_DIR": str(folder / "data"),
            "JWT_SECRET_KEY": "a signing key for the function under test",
            "ADMIN_PASSWORD": "a password for this test",
            "AUDIT_KEY": "what seals the audit log of this test",
        }
        | settings
    )
    command = [sys.executable, "-m", "awslambdaric", "api.cloud.handler.main"]
    with (folder / "function.log").open("ab") as log:
        process = subprocess.Popen(command, env=env, cwd=folder, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
