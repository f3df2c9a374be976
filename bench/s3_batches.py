"""The S3 store of this build and of another one, on the same double: reports per second, and requests per report."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

from bench.rows import Row, skipped
from bench.versus import HERE, asking, probe_of

ROUNDS = 3
LATENCY_SECONDS = 0.0125
"""The latency of every request, as with a real bucket."""

TARGETS = {
    "S3, batches of 100 of one problem, queued": "≥ 10",
    "S3, batches of 100 of one problem, client keys": "≥ 10",
    "S3, one problem, 32 clients": "≥ 1.5",
    "S3, one problem, 32 clients, queued": "≥ 3",
    "S3, one problem, 32 clients, client keys": "≥ 3",
}
BUILD = {"AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench", "AWS_DEFAULT_REGION": "us-east-1"}

Measured = tuple[float, float]
"""Reports per second, and requests per report as counted by the double."""


def s3_rows(other: Path | None) -> Iterator[Row]:
    """Run each load in both builds in turn, by their own clocks; the double shares the machine with them."""
    if other is None:
        yield skipped("S3 store", "compare with another build: --against PATH")
        return
    with ExitStack() as opened, httpx.Client(base_url=opened.enter_context(_double())) as double:
        double.put("/_double/faults", json={"latency": LATENCY_SECONDS}).raise_for_status()
        probes = []
        for name, folder in (("ours", HERE), ("other", other)):
            settings = BUILD | {"S3_BUCKET": "bench", "S3_PREFIX": name, "AWS_ENDPOINT_URL": str(double.base_url)}
            probes.append(opened.enter_context(probe_of("probe_s3.py", folder, settings)))
        for load in probes[0][1]:
            rates = [[_measured(double, asking(process, load)) for process, _ in probes] for _ in range(ROUNDS + 1)]
            yield _row(load, rates[1:])


def _measured(double: httpx.Client, rate: Callable[[], float]) -> Measured:
    double.delete("/_double/counts")
    found = rate()
    return found, float(sum(double.get("/_double/counts").json()["methods"].values()))


def _row(load: str, rounds: list[list[Measured]]) -> Row:
    ratio = statistics.median(own[0] / theirs[0] for own, theirs in rounds)
    own, theirs = [
        (statistics.median(each[at][0] for each in rounds), statistics.median(each[at][1] for each in rounds))
        for at in (0, 1)
    ]
    note = f"{own[1]:,.0f} requests against {theirs[1]:,.0f}"
    return Row(load, f"{own[0]:,.0f}/s", f"{theirs[0]:,.0f}/s", ratio, TARGETS.get(load, ""), note)


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
