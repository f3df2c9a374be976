"""The S3 store of this build and of another one, on the same double: reports per second, and requests per report."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.rows import Row, skipped
from bench.servers import cpu_seconds
from bench.versus import HERE, asking, probe_of

ROUNDS = 3
LATENCY = {"latency": 0.010, "write_latency": 0.015}
"""Seconds of a read or listing, and of a write, as with a bucket in the same region."""
NO_LATENCY = {"latency": 0.0}
KEYED = "client keys"
"""These loads are measured without latency as well: then only processor time limits them."""

TARGETS = {
    "S3, batches of 100 of one problem, queued": "≥ 10",
    "S3, batches of 100 of one problem, client keys": "≥ 10",
    "S3, one problem, 32 clients": "≥ 1.5",
    "S3, one problem, 32 clients, queued": "≥ 3",
    "S3, one problem, 32 clients, client keys": "≥ 3",
}
BUILD = {"AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench", "AWS_DEFAULT_REGION": "us-east-1"}


@dataclass(frozen=True, slots=True)
class Measured:
    """One round of one build."""

    rate: float
    """Reports per second."""
    requests: float
    """As the double counted them."""
    cpu: float
    """Seconds of a processor that the build's process took; others who use the machine move it less than the rate."""


def s3_rows(other: Path | None) -> Iterator[Row]:
    """Run each load in both builds in turn, by their own clocks; the double shares the machine with them."""
    if other is None:
        yield skipped("S3 store", "compare with another build: --against PATH")
        return
    with ExitStack() as opened, httpx.Client(base_url=opened.enter_context(_double())) as double:
        probes = []
        for name, folder in (("ours", HERE), ("other", other)):
            settings = BUILD | {"S3_BUCKET": "bench", "S3_PREFIX": name, "AWS_ENDPOINT_URL": str(double.base_url)}
            probes.append(opened.enter_context(probe_of("probe_s3.py", folder, settings)))
        for load in probes[0][1]:
            yield _compared(double, [process for process, _ in probes], load, LATENCY)
        for load in probes[0][1]:
            if KEYED in load:
                yield _compared(double, [process for process, _ in probes], load, NO_LATENCY)


def _compared(
    double: httpx.Client, builds: "Sequence[subprocess.Popen[str]]", load: str, latency: Mapping[str, float]
) -> Row:
    double.put("/_double/faults", json=latency).raise_for_status()
    rounds = [[_measured(double, process, load) for process in builds] for _ in range(ROUNDS + 1)]
    return _row(load, "" if latency is LATENCY else ", no latency", rounds[1:])


def _measured(double: httpx.Client, process: "subprocess.Popen[str]", load: str) -> Measured:
    double.delete("/_double/counts")
    before = cpu_seconds(process.pid)
    rate = asking(process, load)()
    took = cpu_seconds(process.pid) - before
    return Measured(rate, sum(double.get("/_double/counts").json()["methods"].values()), took)


def _row(load: str, where: str, rounds: list[list[Measured]]) -> Row:
    median = statistics.median
    ratio = median(own.rate / theirs.rate for own, theirs in rounds)
    own, theirs = [
        Measured(*(median(getattr(each[at], name) for each in rounds) for name in ("rate", "requests", "cpu")))
        for at in (0, 1)
    ]
    note = (
        f"{own.requests:,.0f} requests against {theirs.requests:,.0f}, {own.cpu:.2f} s of CPU against {theirs.cpu:.2f} "
        f"({median(theirs.cpu / own.cpu for own, theirs in rounds):.1f} times less)"
    )
    return Row(load + where, f"{own.rate:,.0f}/s", f"{theirs.rate:,.0f}/s", ratio, TARGETS.get(load, ""), note)


@contextmanager
def _double() -> Iterator[str]:
    """Run the strict double of S3 in a process of its own."""
    command = [sys.executable, "-m", "tests.support.servers.s3_server", "--port", "0"]
    with subprocess.Popen(command, cwd=HERE, env=os.environ, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{json.loads(process.stdout.readline())['port']}"
        finally:
            process.terminate()
