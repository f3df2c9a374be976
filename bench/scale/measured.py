"""Processes that decide queued reports, measured on doubles of S3 and Pinecone, as slow and limited as the real."""

import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from bench.scale.parameters import Parameters
from evals.server import product_settings
from tests.support.servers.cloud import cloud

ROOT = Path(__file__).resolve().parents[2]
ENDS_WITHIN_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Measured:
    """The combined result of several processes; times in seconds."""

    processes: int
    reports: int
    seconds: float
    """The time of the slowest process."""
    cpu: float
    """CPU time of all processes, without that of the doubles."""
    waited: float
    """Seconds per process for which a thread could have run but got no core; high if others use the machine."""
    reads: float
    writes: float
    lists: float
    """Requests to S3 per report."""
    refused: int
    """Messages that had to come again."""

    @property
    def rate(self) -> float:
        """Reports per second."""
        return self.reports / self.seconds

    @property
    def cpu_each(self) -> float:
        """Milliseconds of a core per report."""
        return 1e3 * self.cpu / self.reports

    @property
    def requests(self) -> float:
        """Requests to S3 per report."""
        return self.reads + self.writes + self.lists

    @property
    def disturbed(self) -> float:
        """The share of the time for which a thread waited for a core."""
        return self.waited / self.seconds


class Clouds:
    """Doubles that know all problems of the load."""

    def __init__(self, address: str, environment: dict[str, str]) -> None:
        self._control = httpx.Client(base_url=f"{address}/_double/", timeout=60)
        self._bare = http.client.HTTPConnection(urlsplit(address).netloc)
        self._environment = environment

    def measure(self, told: Parameters, processes: int, reports: int) -> Measured:
        """Let each process take `reports` messages of its own, all processes at the same time."""
        arguments = [f"--reports={reports}", f"--hottest={told.load.hottest}"]
        self._faults({})
        with ExitStack() as started:
            running = [
                started.enter_context(self._process(told, [*arguments, f"--seed={seed}"])) for seed in range(processes)
            ]
            _wait_until_ready(running)
            self.slow(told)
            self._control.delete("counts").raise_for_status()
            answers = _answers(running)
            counts = self._control.get("counts").json()["methods"]
        count = reports * processes
        return Measured(
            processes,
            count,
            max(each["seconds"] for each in answers),
            sum(each["cpu"] for each in answers),
            sum(each["waited"] for each in answers) / processes,
            counts.get("GET", 0) / count,
            counts.get("PUT", 0) / count,
            counts.get("LIST", 0) / count,
            int(sum(each["put_back"] for each in answers)),
        )

    def open_problems(self, told: Parameters) -> None:
        """Report each problem a few times."""
        with self._process(told, ["--open", "--handfuls=32"]) as process:
            _wait_until_ready([process])
            _answers([process])

    def wait(self, method: str) -> float:
        """Return the seconds of one bare request to S3."""
        began = time.perf_counter()
        self._bare.request(method, "/tickets/bare/key/x", body=b"" if method == "PUT" else None)
        self._bare.getresponse().read()
        return time.perf_counter() - began

    def slow(self, told: Parameters) -> None:
        """Make the doubles as slow and limited as the parameters say."""
        faults = {
            "latency": told.latency.read,
            "write_latency": told.latency.write,
            "prefix_writes": told.s3.writes,
            "prefix_reads": told.s3.reads,
        }
        self._faults(faults)

    def _faults(self, plan: dict[str, float]) -> None:
        self._control.put("faults", json=plan).raise_for_status()

    @contextmanager
    def _process(self, told: Parameters, arguments: Sequence[str]) -> Iterator["subprocess.Popen[str]"]:
        shape = [
            f"--problems={told.load.problems}",
            f"--handfuls={told.process.handfuls}",
            f"--messages={told.process.messages}",
            f"--queue-seconds={told.latency.queue}",
        ]
        command = [sys.executable, "-m", "bench.scale.consumer", *shape, *arguments]
        with subprocess.Popen(
            command, cwd=ROOT, env=self._environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            try:
                yield process
                process.wait(ENDS_WITHIN_SECONDS)
            finally:
                process.kill()


def _wait_until_ready(processes: Sequence["subprocess.Popen[str]"]) -> None:
    """Wait for all. Raises RuntimeError if one ended instead."""
    for process in processes:
        if _line(process).strip() != "ready":
            raise RuntimeError("a measured process did not start: see its error above")


def _answers(processes: Sequence["subprocess.Popen[str]"]) -> list[dict[str, float]]:
    """Start all together. Raises RuntimeError if one ended instead."""
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    return [json.loads(_line(process)) for process in processes]


def _line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise RuntimeError("a measured process ended: see its error above")
    return line


@contextmanager
def clouds(told: Parameters) -> Iterator[Clouds]:
    """Yield doubles, fast at first, on which every problem has been opened once."""
    with cloud(0.0) as environment, tempfile.TemporaryDirectory(prefix="scale-") as folder:
        named = product_settings(Path(folder)) | environment | {"S3_PREFIX": uuid.uuid4().hex, "LOG_LEVEL": "ERROR"}
        opened = Clouds(environment["AWS_ENDPOINT_URL"], os.environ | named)
        opened.open_problems(told)
        yield opened
