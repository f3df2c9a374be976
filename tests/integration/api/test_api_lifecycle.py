"""Starts and stops of the real server."""

import json
import re
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from tests.integration.api.api_server import log_in, run, serving

REPORT = {"log": "connection pool exhausted", "service": "orders"}


def test_two_workers_share_one_store_and_one_secret(tmp_path: Path) -> None:
    with serving(tmp_path / "data", WORKERS="2") as (address, _):
        with log_in(address) as admin:
            token = admin.headers["authorization"]

        def send(_: int) -> str:
            answer = httpx.post(f"{address}/incident", json=REPORT, headers={"Authorization": token}, timeout=30)
            return str(answer.json()["incident_id"])

        with ThreadPoolExecutor(8) as pool:
            assert len(set(pool.map(send, range(60)))) == 1
        with log_in(address) as admin:
            assert admin.get("/incidents").json()["incidents"][0]["occurrences"] == 60
            counted = re.findall(
                r"^incident_responder_reports_total\{.*\} ([0-9.]+)$", admin.get("/metrics").text, re.M
            )
            assert sum(map(float, counted)) == 60
    assert run(tmp_path / "data", "verify").returncode == 0
    assert len(run(tmp_path / "data", "user", "list").stdout.splitlines()) == 5


def test_sigterm_under_load_answers_everyone_and_keeps_everything(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as (address, process):
        with log_in(address) as admin:
            token = admin.headers["authorization"]
        acknowledged: list[str] = []
        broken: list[str] = []
        stopped = threading.Event()

        def load() -> None:
            with httpx.Client(base_url=address, headers={"Authorization": token}, timeout=20) as client:
                while not stopped.is_set():
                    try:
                        answer = client.post("/incident", json=REPORT)
                        acknowledged.append(answer.json()["request_id"])
                    except httpx.ConnectError:
                        return
                    except httpx.TransportError as error:
                        broken.append(repr(error))
                        return

        threads = [threading.Thread(target=load) for _ in range(4)]
        for thread in threads:
            thread.start()
        threading.Event().wait(1.0)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
        stopped.set()
        for thread in threads:
            thread.join()
    assert len(acknowledged) > 10
    listed = json.loads(run(tmp_path / "data", "list", "--json").stdout)
    assert listed[0]["occurrences"] >= len(acknowledged)
    # A connection that was idle when the server closed it may be lost before its next request was read; never after.
    assert listed[0]["occurrences"] <= len(acknowledged) + len(broken)


def test_a_weak_setting_is_told_in_one_line(tmp_path: Path) -> None:
    for settings, word in (
        ({"JWT_SECRET_KEY": "secret"}, "JWT_SECRET_KEY"),
        ({"HOST": "0.0.0.0", "ADMIN_PASSWORD": "secret"}, "ADMIN_PASSWORD"),
        ({"PORT": "many"}, "PORT"),
        ({"RATE_LIMIT": "fast"}, "RATE_LIMIT"),
    ):
        told = run(tmp_path / "data", "serve", **settings)
        assert told.returncode != 0
        assert word in told.stderr
        assert "Traceback" not in told.stderr + told.stdout
        assert "secret" not in told.stderr.replace("JWT_SECRET_KEY", "")
