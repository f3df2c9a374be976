"""A server in its own process on loopback, ended by process id: for the demo, replays, benchmarks and tests."""

import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

SERVE = (sys.executable, "-m", "api.cli", "serve")
"""The product's own server; it reads its settings from the environment."""

START_SECONDS = 120.0
STOP_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class ServerProcess:
    """A running server."""

    port: int
    process: subprocess.Popen[bytes]
    started_in: float
    """Seconds from its start to its first good answer."""

    scheme: str = "http"

    @property
    def url(self) -> str:
        """Its base address."""
        return f"{self.scheme}://127.0.0.1:{self.port}"


def free_port() -> int:
    """A port that is free at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    command: Sequence[str],
    port: int,
    *,
    env: Mapping[str, str],
    log: Path,
    ready: str = "/readyz",
    folder: Path | None = None,
    tls: ssl.SSLContext | None = None,
) -> Iterator[ServerProcess]:
    """Run a command until the block ends, handing it over once it answers `ready` with 200.

    Args:
        command: what to run; it has to listen on `port`.
        port: on 127.0.0.1.
        env: its whole environment.
        log: the file that its output is appended to.
        ready: the path that is asked.
        folder: its working directory; None: this process's own.
        tls: whom to trust, if it speaks TLS.

    Raises:
        RuntimeError: it ended or was not ready in START_SECONDS, or did not stop in STOP_SECONDS after SIGTERM.
    """
    began = time.perf_counter()
    with log.open("ab") as output:
        process = subprocess.Popen(command, env=env, cwd=folder, stdout=output, stderr=subprocess.STDOUT)
    try:
        scheme = "https" if tls else "http"
        wait_until_ready(process, f"{scheme}://127.0.0.1:{port}{ready}", log, began + START_SECONDS, tls)
        yield ServerProcess(port, process, time.perf_counter() - began, scheme)
    finally:
        _stop(process, log)


def wait_until_ready(
    process: subprocess.Popen[bytes], url: str, log: Path, deadline: float, tls: ssl.SSLContext | None = None
) -> None:
    """Return once the address answers 200. `deadline` is as `time.perf_counter` counts.

    Raises RuntimeError, with the end of its log, when it ended or is late.
    """
    with httpx.Client(timeout=2, verify=tls or True) as client:
        while time.perf_counter() < deadline and process.poll() is None:
            with suppress(httpx.TransportError):
                if client.get(url).status_code == httpx.codes.OK:
                    return
            time.sleep(0.02)
    ended = process.poll()
    how = "was not ready in time" if ended is None else f"ended with status {ended}"
    raise RuntimeError(f"the server did not start, it {how}: {_end_of(log)}")


def access_token(url: str, username: str, password: str) -> str:
    """Log in. Raises httpx.HTTPStatusError when the server refuses."""
    answer = httpx.post(f"{url}/login", json={"username": username, "password": password}, timeout=30)
    return str(answer.raise_for_status().json()["access_token"])


def _stop(process: subprocess.Popen[bytes], log: Path) -> None:
    process.terminate()
    try:
        process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired as error:
        process.kill()
        process.wait()
        raise RuntimeError(f"the server did not stop in {STOP_SECONDS:g} seconds: {_end_of(log)}") from error


def _end_of(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-3000:].strip() or "it printed nothing"
