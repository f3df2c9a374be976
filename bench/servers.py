"""The servers that a benchmark compares, each on its own port with its own temporary folder."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import psutil
from jose import jwt

from api.server_process import ServerProcess, free_port, running
from evals.server import login, product_settings, uvicorn_command

SECRET = "a-secret-for-local-measurements-only-0123456789"
ALERTMANAGER = ("prometheus-alertmanager", "alertmanager")
BARE_ROUTE = "route: {receiver: none, group_wait: 10m, group_interval: 10m}\nreceivers: [{name: none}]\n"


@dataclass(frozen=True, slots=True)
class Target:
    """A running server, with the path that accepts reports and a token for it."""

    server: ServerProcess
    path: str
    token: str = ""

    @property
    def rss_megabytes(self) -> float:
        """Resident memory of the process and its children."""
        process = psutil.Process(self.server.process.pid)
        return sum(part.memory_info().rss for part in (process, *process.children(recursive=True))) / 1e6

    @property
    def cpu_seconds(self) -> float:
        """Processor time that the process and its children have used so far."""
        process = psutil.Process(self.server.process.pid)
        return sum(sum(part.cpu_times()[:2]) for part in (process, *process.children(recursive=True)))


@contextmanager
def echo(home: Path) -> Iterator[Target]:
    """Run FastAPI with a JWT and a JSON echo, one worker."""
    port = free_port()
    command = uvicorn_command("bench.echo_app:app", port)
    env = os.environ | {"BENCH_JWT_SECRET": SECRET}
    with running(command, port, env=env, ready="/healthz", log=home / "echo.log") as server:
        yield Target(server, "/echo", jwt.encode({"sub": "bench", "exp": 4_102_444_800}, SECRET))


@contextmanager
def naive(home: Path, runbooks: Path | None = None) -> Iterator[Target]:
    """Run the plain flow, with or without a search in these runbooks; see naive_app."""
    port, folder = free_port(), tempfile.mkdtemp(prefix="naive-", dir=home)
    command = uvicorn_command("bench.naive_app:app", port)
    env = os.environ | {"DATA_DIR": folder} | ({"RUNBOOKS": str(runbooks)} if runbooks else {})
    with running(command, port, env=env, ready="/healthz", log=home / "naive.log") as server:
        yield Target(server, "/incident")


@contextmanager
def product(
    home: Path, name: str, workers: int = 1, settings: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Target]:
    """Run the product on the embedded store in `home/name`, which may already contain data."""
    port, folder = free_port(), home / name
    env = product_settings(folder) | {"JWT_SECRET_KEY": SECRET, "WORKERS": str(workers), **settings}
    command = uvicorn_command("api.app:app", port, workers)
    with running(command, port, env=env, log=home / f"{name}.log") as server:
        yield Target(server, "/incident", login(server.url))


@contextmanager
def alertmanager(home: Path) -> Iterator[Target | None]:
    """Run Prometheus Alertmanager if its binary is installed; else yield None."""
    binary = next(filter(None, map(shutil.which, ALERTMANAGER)), None)
    if binary is None:
        yield None
        return
    config, port = home / "alertmanager.yml", free_port()
    config.write_text(BARE_ROUTE, encoding="utf-8")
    command = [
        binary,
        f"--config.file={config}",
        f"--storage.path={home / 'alertmanager'}",
        "--cluster.listen-address=",
    ]
    command.append(f"--web.listen-address=127.0.0.1:{port}")
    with running(command, port, env=os.environ, ready="/-/ready", log=home / "alertmanager.log") as server:
        yield Target(server, "/api/v2/alerts")


def cpu_seconds(process: int) -> float:
    """Return the CPU time of all threads of another process, in nanoseconds (psutil has hundredths of a second).

    Linux numbers the CPU clock of each process like this (clock_getcpuclockid(3)).
    """
    return time.clock_gettime((~process << 3) | 2)
