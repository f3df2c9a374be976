"""Starts and stops of the real server."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.support.servers.product import command, environment, log_in, serving

REPORT = {"log": "connection pool exhausted", "service": "orders"}


def reports_counted(admin: httpx.Client) -> float:
    """By any worker."""
    told = admin.get("/metrics").text
    counted = re.findall(r"^incident_responder_reports_total\{.*\} ([0-9.]+)$", told, re.M)
    by_door = re.findall(r'^incident_responder_verdicts_total\{door="incident",.*\} ([0-9.]+)$', told, re.M)
    assert sum(map(float, counted)) == sum(map(float, by_door))
    return sum(map(float, counted))


def workers_of(admin: httpx.Client) -> list[int]:
    """The processes that serve; empty while the one that was asked is killed."""
    try:
        told = admin.get("/metrics").text
    except httpx.TransportError:
        return []
    return [int(pid) for pid in re.findall(r'^process_start_time_seconds\{pid="(\d+)"\}', told, re.M)]


def wait_for(came: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not came():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_two_workers_share_one_store_and_one_secret(served_data: Path) -> None:
    with serving(served_data, WORKERS="2") as (address, _):
        with log_in(address) as admin:
            token = admin.headers["authorization"]

        def send(_: int) -> str:
            answer = httpx.post(f"{address}/incident", json=REPORT, headers={"Authorization": token}, timeout=30)
            return str(answer.json()["incident_id"])

        with ThreadPoolExecutor(8) as pool:
            assert len(set(pool.map(send, range(60)))) == 1
        with log_in(address) as admin:
            assert admin.get("/incidents").json()["incidents"][0]["occurrences"] == 60
            first, _ = workers_of(admin)
            assert reports_counted(admin) == 60
            os.kill(first, signal.SIGSTOP)  # it dies with a question of its supervisor unanswered
            time.sleep(1)
            os.kill(first, signal.SIGKILL)
            wait_for(lambda: len(workers_of(admin)) == 2 and first not in workers_of(admin), 50)
            assert reports_counted(admin) == 60, "what the dead worker counted stays"
            for number in range(10):
                send(number)
            assert reports_counted(admin) == 70
    assert command(served_data, "verify").returncode == 0
    [account] = command(served_data, "user", "list").stdout.splitlines()
    assert account.split("\t")[:2] == ["admin", "default"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_first_start_can_be_stopped(tmp_path: Path, number: signal.Signals) -> None:
    data = tmp_path / "data"
    # A shell starts its background jobs with SIGINT ignored, and so would this suite's children start in one.
    heard = "import signal, runpy; signal.signal(signal.SIGINT, signal.default_int_handler); "
    command = [sys.executable, "-c", heard + "runpy.run_module('api.cli', run_name='__main__')", "serve"]
    with subprocess.Popen(command, env=environment(data, PORT="0"), cwd=tmp_path, stderr=subprocess.DEVNULL) as server:
        try:
            while not (data / "incidents.db").exists():
                assert server.poll() is None
                time.sleep(0.01)
            server.send_signal(number)
            assert server.wait(timeout=30)
        finally:
            server.kill()


def test_a_weak_setting_is_told_in_one_line(tmp_path: Path) -> None:
    for settings, word in (
        ({"JWT_SECRET_KEY": "secret"}, "JWT_SECRET_KEY"),
        ({"HOST": "0.0.0.0", "ADMIN_PASSWORD": "secret"}, "ADMIN_PASSWORD"),
        ({"PORT": "many"}, "PORT"),
        ({"HOST": "256.0.0.1"}, "HOST"),
        ({"RATE_LIMIT": "fast"}, "RATE_LIMIT"),
    ):
        told = command(tmp_path / "data", "serve", **settings)
        assert told.returncode != 0
        assert word in told.stderr
        assert "Traceback" not in told.stderr + told.stdout
        assert "secret" not in told.stderr.replace("JWT_SECRET_KEY", "")
