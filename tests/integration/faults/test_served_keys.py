"""Idempotency-Key over HTTP: one effect and one answer, at once, one after another, and after kill -9."""

import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx

from tests.integration.faults.evidence import count
from tests.integration.faults.server_load import body
from tests.support.servers.product import log_in, serving

KEY = {"Idempotency-Key": "the one key"}
CHANGING = ("response_time_seconds", "pending", "runbooks", "recommendations", "advice")


def constant(answer: httpx.Response) -> dict[str, Any]:
    """The answer without what the advice and the stopwatch add."""
    return {name: value for name, value in answer.json().items() if name not in CHANGING}


def test_one_effect_and_one_answer_per_key(served_data: Path) -> None:
    with serving(served_data) as (address, process), log_in(address) as client:
        with ThreadPoolExecutor(20) as pool:
            post = lambda _: client.post("/incident", json=body(1, 10), headers=KEY)  # noqa: E731
            answers = [answer for answer in pool.map(post, range(20)) if answer.status_code != 409]
        assert {answer.status_code for answer in answers} == {200}
        first = constant(answers[0])
        assert all(constant(answer) == first for answer in answers)
        assert client.post("/incident", json=body(2, 10), headers=KEY).status_code == 422
        process.send_signal(signal.SIGKILL)
        process.wait()
    with serving(served_data) as (address, _), log_in(address) as client:
        again = client.post("/incident", json=body(1, 10), headers=KEY)
        assert (again.status_code, constant(again)) == (200, first)
        assert client.post("/incident", json=body(2, 10), headers=KEY).status_code == 422
    assert count(served_data, "occurrences") == 1


def test_a_resolve_with_a_key_happens_once_despite_a_kill(served_data: Path) -> None:
    with serving(served_data) as (address, process), log_in(address) as client:
        incident_id = client.post("/incident", json=body(1, 10)).json()["incident_id"]
        resolve = {"incident_id": incident_id, "resolution": "restarted", "resolved_by": "ann"}
        first = client.post("/resolve", json=resolve, headers=KEY)
        assert first.status_code == 200
        process.send_signal(signal.SIGKILL)
        process.wait()
    with serving(served_data) as (address, _), log_in(address) as client:
        again = client.post("/resolve", json=resolve, headers=KEY)
        assert (again.status_code, again.json()["status"]) == (200, "RESOLVED")
        other = client.post("/resolve", json=resolve | {"resolution": "something else"}, headers=KEY)
        assert other.status_code == 422
        timeline = client.get(f"/incidents/{incident_id}").json()["timeline"]
    assert [event["kind"] for event in timeline].count("resolved") == 1
