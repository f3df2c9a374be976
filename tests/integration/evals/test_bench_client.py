"""The bench's client sends each request once and counts what a caller would have felt."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import loads
from bench.client import Sample, open_loop, post, storm
from bench.rows import Row, interleaved
from bench.servers import Target, echo


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    with echo(Path(tmp_path_factory.mktemp("bench"))) as target:
        yield target


def test_each_request_is_sent_once_and_answered(server: Target) -> None:
    reports = loads.distinct(40)

    sample = asyncio.run(storm(server.server.port, loads.singles(server, reports), 4, keep=True))

    assert sorted(json.loads(body)["log"] for body in sample.bodies) == sorted(report["log"] for report in reports)
    assert len(sample.latencies) == 40
    assert sample.errors == 0


def test_a_refusal_is_an_error_and_no_latency(server: Target) -> None:
    requests = [post("/echo", b"{}", "not-a-token")] * 3 + loads.singles(server, loads.identical(2))

    sample = asyncio.run(storm(server.server.port, requests, 1))

    assert (sample.statuses[401], sample.errors, len(sample.latencies)) == (3, 3, 2)


def test_an_open_loop_counts_waiting_as_latency(server: Target) -> None:
    """One lane at 200 requests a second: whatever the server's speed, nothing is sent before its time."""
    requests = loads.singles(server, loads.identical(20))

    sample = asyncio.run(open_loop(server.server.port, requests, 200, lanes=1))

    assert len(sample.bodies) == 20
    assert sample.seconds >= 19 / 200


def test_rounds_are_interleaved() -> None:
    order: list[str] = []

    def load(name: str) -> Sample:
        order.append(name)
        return Sample(1.0, [1.0])

    interleaved([lambda: load("ours"), lambda: load("echo")], rounds=2)

    assert order == ["ours", "echo", "ours", "echo"]


@pytest.mark.parametrize(
    ("ratio", "target", "met"), [(0.9, "≥ 0.85", True), (0.8, "≥ 0.85", False), (1.6, "≤ 1.5", False), (None, "", None)]
)
def test_a_row_knows_whether_its_target_is_met(ratio: float | None, target: str, met: bool | None) -> None:
    assert Row("x", "y", ratio=ratio, target=target).met is met


def test_percentiles_are_nearest_rank() -> None:
    sample = Sample(2.0, [float(value) for value in range(1, 101)])

    assert (sample.percentile(50), sample.percentile(99), sample.rate) == (51.0, 100.0, 50.0)
