"""Two servers on one bucket and one index get the two halves of near-identical pairs at the same time."""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.support.servers.cloud import cloud
from tests.support.servers.product import log_in, serving
from tests.support.servers.webhook_receiver import Receiver, receiving

HALVES = ("Failed to open the connection to the database", "Failed to open connection to database")
CLIENTS = 4
MERGE_SECONDS, TELLING_SECONDS = 120.0, 300.0
"""At most, after all were sent, and after all were merged: two servers share two cores with the bucket."""


@pytest.fixture
def told() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def servers(told: Receiver, library: Path, tmp_path: Path) -> Iterator[list[httpx.Client]]:
    with ExitStack() as stack:
        settings = stack.enter_context(cloud()) | {
            "JWT_SECRET_KEY": "a-secret-that-all-processes-of-a-team-share",
            "NOTIFY_WEBHOOK_URL": told.url,
            "RATE_LIMIT": "off",
            "SHIPPED_RUNBOOKS": "never",
        }
        clients = []
        for name in ("one", "two"):
            address, _ = stack.enter_context(serving(tmp_path / name, library, **settings))
            clients.append(stack.enter_context(log_in(address)))
        yield clients


def send(client: httpx.Client, text: str, number: int) -> None:
    answer = client.post("/incident", json={"log": text, "service": f"service-{number}"})
    assert answer.status_code == 200, answer.text


def open_tickets(client: httpx.Client) -> list[dict[str, object]]:
    found, cursor = list[dict[str, object]](), None
    while True:
        query = {"status": "OPEN", "limit": 200} | ({"cursor": cursor} if cursor else {})
        page = client.get("/incidents", params=query).json()
        found += page["incidents"]
        if (cursor := page["next_cursor"]) is None:
            return found


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("pairs", [12, 300])
def test_every_pair_is_one_ticket_and_at_most_one_notification(
    servers: list[httpx.Client], told: Receiver, pairs: int
) -> None:
    with ThreadPoolExecutor(2 * CLIENTS) as pool:
        for client, text in zip(servers, HALVES, strict=True):
            for number in range(pairs):
                pool.submit(send, client, text, number)
    tick, deadline = threading.Event(), time.monotonic() + MERGE_SECONDS
    while (visible := len(open_tickets(servers[0]))) > pairs and time.monotonic() < deadline:
        tick.wait(0.5)
    assert visible == pairs
    tickets = open_tickets(servers[1])
    assert [each["occurrences"] for each in tickets] == [2] * pairs
    deadline = time.monotonic() + TELLING_SECONDS
    while len(services(told)) < pairs and time.monotonic() < deadline:
        tick.wait(0.5)
    tick.wait(6)  # the longest rest of a worker: whoever would be told twice has been
    assert set(services(told).values()) == {1}
    assert len(services(told)) == pairs


def services(told: Receiver) -> Counter[str]:
    """How often people were told of a new problem, by service."""
    news = [json.loads(body) for _, body in list(told.received)]
    return Counter(each["data"]["service"] for each in news if each["kind"] == "new")
