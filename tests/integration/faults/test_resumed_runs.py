"""kill -9 between a ticket and its advice: every ticket ends with exactly one advice, after at most two model calls."""

import random
import re
import signal
import sqlite3
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.integration.faults.evidence import flaws
from tests.support.servers.process import running
from tests.support.servers.product import log_in, serving

PER_ROUND = 3


class Model:
    """The scripted model server, and how often it was asked for advice on each service."""

    def __init__(self, base: str) -> None:
        self._base = base
        self.asked: Counter[str] = Counter()

    def script(self, *steps: dict[str, Any]) -> None:
        """Count what was asked so far, then let it behave otherwise."""
        for call in httpx.get(f"{self._base}/calls").json():
            if "immediate" in str(call["response_format"]):
                self.asked.update(set(re.findall(r"\bsvc-\d+\b", str(call["messages"]))))
        httpx.post(f"{self._base}/script", json={"steps": list(steps)}).raise_for_status()

    def busy(self) -> bool:
        """Was it asked for advice since the last script?"""
        return any("immediate" in str(call["response_format"]) for call in httpx.get(f"{self._base}/calls").json())

    def settings(self) -> dict[str, str]:
        return {
            "OPENAI_API_KEY": "sk-test-not-a-key",
            "OPENAI_BASE_URL": f"{self._base}/v1",
            "LLM_CALLS_PER_MINUTE": "10000",
            "LLM_TOKENS_PER_MINUTE": "100000000",
            "ADVICE_WAIT_SECONDS": "0",
            "RATE_LIMIT": "off",
        }


def time_passes(data_dir: Path) -> None:
    """The leases of the dead process end, as they would a minute later."""
    with closing(sqlite3.connect(data_dir / "incidents.db")) as sql, sql:
        sql.execute("UPDATE outbox SET due = 0")


def die_while_advising(data_dir: Path, model: Model, number: int, rng: random.Random) -> list[str]:
    """Open some tickets and kill the server at a random moment after they are acknowledged. Returns their ids."""
    model.script(rng.choice([{"do": "obey"}, {"do": "hang", "seconds": 60}]))
    with serving(data_dir, **model.settings()) as (address, process), log_in(address) as admin:
        tickets = []
        for each in range(PER_ROUND):
            report = {"service": f"svc-{PER_ROUND * number + each}", "log": "Lambda timeout after 30s"}
            answer = admin.post("/incident", json=report)
            assert answer.json()["status"] == "new"
            tickets.append(answer.json()["incident_id"])
        time.sleep(rng.uniform(0, 0.3))
        process.send_signal(signal.SIGKILL)
        process.wait()
    time_passes(data_dir)
    return tickets


def advised(client: httpx.Client, tickets: list[str]) -> dict[str, dict[str, Any]]:
    """All tickets, once each of them has its advice or an abstention."""
    found: dict[str, dict[str, Any]] = {}
    while len(found) < len(tickets):
        for ticket in set(tickets) - set(found):
            incident = client.get(f"/incidents/{ticket}").json()
            if incident["advice"] is not None:
                found[ticket] = incident
        time.sleep(0.2)
    return found


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("kills", [3, pytest.param(20, marks=pytest.mark.long)])
def test_every_ticket_is_advised_once_whatever_kills_the_server(served_data: Path, kills: int) -> None:
    rng = random.Random(20)
    tickets: list[str] = []
    with running("tests.support.servers.openai_server") as base:
        model = Model(base)
        for number in range(kills):
            tickets += die_while_advising(served_data, model, number, rng)
        model.script({"do": "obey"})
        with serving(served_data, **model.settings()) as (address, _), log_in(address) as admin:
            found = advised(admin, tickets)
            page = admin.get("/incidents").json()
        model.script({"do": "obey"})
    assert page["count"] == len(tickets)
    for incident in found.values():
        assert [event["kind"] for event in incident["timeline"]].count("advised") == 1
        assert "advice" not in incident["pending"]
    assert max(model.asked.values()) <= 2
    assert flaws(served_data) == []


def asked_or_advised(client: httpx.Client, model: Model, ticket: str) -> None:
    """Wait until the model is at work on the ticket, or nobody needs it any more."""
    while not model.busy() and client.get(f"/incidents/{ticket}").json()["advice"] is None:
        time.sleep(0.1)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_ticket_that_kills_the_server_costs_two_model_calls(served_data: Path) -> None:
    ticket = ""
    with running("tests.support.servers.openai_server") as base:
        model = Model(base)
        for _ in range(3):
            model.script({"do": "hang", "seconds": 60})
            with serving(served_data, **model.settings()) as (address, process), log_in(address) as admin:
                if not ticket:
                    report = {"service": "svc-0", "log": "Lambda timeout after 30s"}
                    ticket = admin.post("/incident", json=report).json()["incident_id"]
                asked_or_advised(admin, model, ticket)
                process.send_signal(signal.SIGKILL)
                process.wait()
            time_passes(served_data)
        model.script({"do": "obey"})
        with serving(served_data, **model.settings()) as (address, _), log_in(address) as admin:
            incident = advised(admin, [ticket])[ticket]
    assert [event["kind"] for event in incident["timeline"]].count("advised") == 1
    assert model.asked["svc-0"] == 2
    assert flaws(served_data) == []
