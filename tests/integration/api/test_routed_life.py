"""A served ticket is told where its routes lead, over a changed file and a killed server; nobody is told twice."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from api.worker.delivering import TRY_LEASE_SECONDS
from tests.support.servers.product import log_in, serving
from tests.support.servers.webhook_receiver import Receiver, receiving

WAIT_SECONDS = 2 * TRY_LEASE_SECONDS
"""A killed process leaves to others: its destinations after LEASE_SECONDS, what it was telling after this lease."""
ROUTES = """
[[route]]
match = { severity = ">=HIGH", labels = { team = "pay*" } }
to = ["pager"]
unacknowledged_after = "{after}"
escalate_to = ["boss"]
continue = true
[[route]]
to = ["channel"]
"""


class House:
    """Three places where people are told, and the file that names them."""

    def __init__(self, folder: Path, receivers: dict[str, Receiver]) -> None:
        self.file, self.receivers = folder / "d.toml", receivers

    def write(self, after: str) -> None:
        text = "".join(
            f'[[destination]]\nname = "{name}"\ntype = "webhook"\nurl = "{receiver.url}"\nallow_private = true\n'
            for name, receiver in self.receivers.items()
        )
        routes = ROUTES.replace("{after}", after)
        self.file.write_text(text + routes, "utf-8")

    def heard(self, name: str) -> list[tuple[str, str]]:
        """(kind, ticket) of what a place was told, each once however often it was tried."""
        bodies = [json.loads(body) for _, body in self.receivers[name].received]
        return list(dict.fromkeys((body["type"].rpartition(".")[2], body["data"]["incident_id"]) for body in bodies))

    def until(self, name: str, holds: Callable[[list[tuple[str, str]]], bool]) -> list[tuple[str, str]]:
        ends = time.monotonic() + WAIT_SECONDS
        while not holds(found := self.heard(name)):
            assert time.monotonic() < ends, found
            time.sleep(0.1)
        return found


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with ExitStack() as stack:
        names = ("channel", "pager", "boss")
        yield House(tmp_path, {name: stack.enter_context(receiving()) for name in names})


def reported(address: str, **fields: Any) -> str:
    body = {"log": "the pool is exhausted", "service": "payments", "labels": {"team": "pay"}} | fields
    with log_in(address) as client:
        return str(client.post("/incident", json=body).raise_for_status().json()["incident_id"])


def refused(address: str, value: int) -> None:
    """Wait until the server says whether the newest change of the file is refused."""
    ends = time.monotonic() + WAIT_SECONDS
    with log_in(address) as client:
        while f"destinations_file_refused {value}.0" not in client.get("/metrics").text:
            assert time.monotonic() < ends
            time.sleep(0.2)


def test_a_wait_survives_a_kill_and_is_told_once(house: House, tmp_path: Path) -> None:
    house.write("6s")
    settings = {"DESTINATIONS_FILE": str(house.file), "ADVISOR": "runbook"}
    with serving(tmp_path / "data", **settings) as (address, process):
        bad = reported(address, severity="HIGH")
        mild = reported(address, log="a cache miss", severity="LOW")
        house.until("channel", lambda found: {("opened", bad), ("opened", mild)} <= set(found))
        house.until("pager", lambda found: ("opened", bad) in found)
        process.kill()
    with serving(tmp_path / "data", **settings) as (address, _):
        house.until("boss", lambda found: ("unacknowledged", bad) in found)
        with log_in(address) as client:
            client.post(f"/incidents/{bad}/acknowledge", json={}).raise_for_status()
        house.until("channel", lambda found: ("acknowledged", bad) in found)
    assert house.heard("boss") == [("unacknowledged", bad)]
    assert {ticket for _, ticket in house.heard("pager")} == {bad}
    ids = [headers["webhook-id"] for headers, _ in house.receivers["boss"].received]
    assert len(set(ids)) == 1


def test_a_change_is_taken_while_serving_and_a_bad_one_is_not(house: House, tmp_path: Path) -> None:
    house.write("1h")
    with serving(tmp_path / "data", DESTINATIONS_FILE=str(house.file), ADVISOR="runbook") as (address, _):
        first = reported(address)
        house.until("channel", lambda found: ("opened", first) in found)
        good = house.file.read_text("utf-8")
        house.file.write_text(good + "\ncolour = 1\n", "utf-8")
        refused(address, 1)
        second = reported(address, log="a cache miss")
        house.until("channel", lambda found: ("opened", second) in found)
        house.file.write_text(good.replace('to = ["channel"]', 'to = ["boss"]'), "utf-8")
        refused(address, 0)
        third = reported(address, log="a disk is full")
        house.until("boss", lambda found: ("opened", third) in found)
        assert ("opened", third) not in house.heard("channel")
