"""A thousand alerts posted to two processes of one store, one of which is killed: none is lost, none counts twice."""

import signal
import sqlite3
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx

from tests.integration.faults.evidence import count
from tests.integration.faults.traffic import message
from tests.support.servers.product import log_in, serving

BODIES, ALERTS_EACH, PROBLEMS = 50, 20, 20


def group(number: int) -> dict[str, Any]:
    """An Alertmanager body whose alerts are known by their numbers."""
    numbers = range(number * ALERTS_EACH, (number + 1) * ALERTS_EACH)
    return {"version": "4", "status": "firing", "groupLabels": {}, "receiver": "ops", "alerts": [*map(alert, numbers)]}


def alert(number: int) -> dict[str, Any]:
    problem = number % PROBLEMS
    return {
        "status": "firing",
        "fingerprint": f"alert-{number}",
        "startsAt": "2026-11-29T09:14:02Z",
        "labels": {"alertname": f"Problem{problem}", "service": "checkout"},
        "annotations": {"summary": message(problem)},
    }


def posted(client: httpx.Client, numbers: Sequence[int]) -> list[int]:
    """Post these bodies; returns those that were not acknowledged."""

    def post(number: int) -> bool:
        try:
            return client.post("/webhooks/alertmanager", json=group(number)).status_code == 200
        except httpx.TransportError:
            return False

    with ThreadPoolExecutor(4) as pool:
        return [number for number, taken in zip(numbers, pool.map(post, numbers), strict=True) if not taken]


def test_a_killed_process_loses_no_alert(served_data: Path) -> None:
    with (
        serving(served_data) as (one, process),
        serving(served_data) as (other, _),
        log_in(one) as first,
        log_in(other) as second,
        ThreadPoolExecutor(2) as pool,
    ):
        half = BODIES // 2
        mine, theirs = pool.submit(posted, first, range(half)), pool.submit(posted, second, range(half, BODIES))
        while count(served_data, "activations") < 2 * ALERTS_EACH:
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
        lost = mine.result() + theirs.result()
        assert lost, "the process was killed after its work: the test proves nothing"
        assert set(lost) <= set(range(half))
        assert posted(second, lost) == []
        assert posted(second, range(0, BODIES, 5)) == []  # what a sender repeats are reminders
    with closing(sqlite3.connect(served_data / "incidents.db")) as sql:
        keys = Counter(row[0] for row in sql.execute("SELECT dedup_key FROM activations WHERE counted"))
    assert len(keys) == BODIES * ALERTS_EACH
    assert set(keys.values()) == {1}
    assert count(served_data, "occurrences") == BODIES * ALERTS_EACH
