"""Several processes of one server count together; the dead keep their counts and lose their gauges."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from api.telemetry import workers

COUNTING = """
import sys
from api.telemetry.metrics import Metrics
metrics = Metrics()
metrics.reported("new", 3)
metrics.show_breakers({"s3": "opened"})
print(flush=True)
sys.stdin.read()
"""


def counting() -> "subprocess.Popen[str]":
    """A process that has counted, and lives until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", COUNTING], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


def test_a_dead_worker_keeps_its_counts_and_loses_its_gauges(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(workers.SHARED_FOLDER, "")
    workers.share_between_workers(tmp_path / "metrics")
    first, second = counting(), counting()
    try:
        assert workers.living() == sorted((first.pid, second.pid))
        opened = {"name": "s3", "state": "opened"}
        assert workers.summed().get_sample_value("incident_responder_breaker", opened) == 2
        first.kill()
        first.wait(30)
        registry = workers.summed()
        assert workers.living() == [second.pid]
        assert registry.get_sample_value("incident_responder_breaker", opened) == 1
        assert registry.get_sample_value("incident_responder_reports_total", {"status": "new"}) == 6
    finally:
        for process in (first, second):
            process.kill()
            process.communicate()


def test_without_others_a_process_is_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(workers.SHARED_FOLDER, raising=False)
    assert workers.living() == [os.getpid()]
