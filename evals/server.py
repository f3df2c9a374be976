"""Start a real server on loopback and end it by its process id: for stream replays and benchmarks."""

import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

PASSWORD = "Correct-Horse-Battery-7"
START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where it listens, which process it is, and how long it took to answer."""

    port: int
    pid: int
    started_in: float

    @property
    def url(self) -> str:
        """Its base address."""
        return f"http://127.0.0.1:{self.port}"


def free_port() -> int:
    """A port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    command: Sequence[str], port: int, *, env: Mapping[str, str] | None = None, ready: str = "/readyz", log: Path
) -> Iterator[Server]:
    """Run a command until the block ends, handing it over once `ready` answers 200. Its output goes to `log`.

    Raises RuntimeError with the end of the log when it dies or is not ready within a minute.
    """
    began = time.perf_counter()
    with log.open("ab") as output:
        process = subprocess.Popen(command, env={**os.environ, **(env or {})}, stdout=output, stderr=output)
    try:
        _wait(process, f"http://127.0.0.1:{port}{ready}", log, began + START_SECONDS)
        yield Server(port, process.pid, time.perf_counter() - began)
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], url: str, log: Path, deadline: float) -> None:
    while time.perf_counter() < deadline:
        if process.poll() is not None:
            break
        try:
            if httpx.get(url, timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.02)
    raise RuntimeError(f"the server did not start:\n{log.read_text(encoding='utf-8', errors='replace')[-3000:]}")


def uvicorn_command(app: str, port: int, workers: int = 1) -> list[str]:
    """Serve an ASGI app as production does: one process or several, no access log."""
    command = [sys.executable, "-m", "uvicorn", app, "--host", "127.0.0.1", "--port", str(port)]
    return [*command, "--no-access-log", "--log-level", "warning", "--workers", str(workers)]


def product_settings(data_dir: Path, *, configured: bool = False) -> dict[str, str]:
    """The environment of a fresh product server: embedded backends, no keys, a known admin, no rate limit.

    `configured` leaves the keys of the environment in place, and with them the backends they choose; S3 gets a folder
    of its own below S3_PREFIX.
    """
    keys = ("OPENAI_API_KEY", "PINECONE_API_KEY", "S3_BUCKET", "LANGSMITH_API_KEY")
    prefix = os.environ.get("S3_PREFIX", "replay")
    backends = {"S3_PREFIX": f"{prefix}/{uuid.uuid4().hex}"} if configured else dict.fromkeys(keys, "")
    return backends | {
        "DATA_DIR": str(data_dir),
        "ADMIN_PASSWORD": PASSWORD,
        "JWT_SECRET_KEY": "a-secret-for-local-measurements-only-0123456789",
        "RATE_LIMIT": "off",
        "LANGSMITH_TRACING": "false",
    }


def login(url: str) -> str:
    """An access token of the fresh server's admin."""
    answer = httpx.post(f"{url}/login", json={"username": "admin", "password": PASSWORD}, timeout=30)
    answer.raise_for_status()
    return str(answer.json()["access_token"])
