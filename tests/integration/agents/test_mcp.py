"""The official client against real servers: over HTTP to two workers, and on standard input and output."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import httpx2
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from api.server_process import SERVE
from tests.support.agents_client import NEW, OLD, called, refused
from tests.support.servers.product import environment, log_in, serving


@pytest.fixture(scope="module")
def two_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """(address, a key's header) of two processes on one store."""
    data = tmp_path_factory.mktemp("agents") / "data"
    with serving(data, WORKERS="2", MCP_WRITE="on", SHIPPED_RUNBOOKS="never") as (address, _), log_in(address) as admin:
        made = admin.post("/keys", json={"name": "agent", "scopes": ["respond"]})
        yield address, {"Authorization": f"Bearer {made.json()['key']}"}


@asynccontextmanager
async def connected(address: str, headers: dict[str, str], mode: str) -> AsyncIterator[Client]:
    async with (
        httpx2.AsyncClient(headers=headers | {"Connection": "close"}, timeout=60) as http,
        Client(streamable_http_client(f"{address}/mcp", http_client=http), mode=mode) as client,
    ):
        yield client


@pytest.mark.parametrize("mode", [OLD, NEW])
async def test_two_workers_serve_every_protocol(two_workers: tuple[str, dict[str, str]], mode: str) -> None:
    """Each message has a connection of its own, so that both workers get some: no session ties them to one."""
    address, headers = two_workers
    async with connected(address, headers, mode) as client:
        for number in range(8):
            log = f"the pool of database {mode} is exhausted"
            told = await called(client, "report_incident", log=log, service="orders")
            assert told["occurrences"] == number + 1
        incident = told["incident_id"]
        for round_ in range(6):
            act = {"incident_id": incident, "resolution": f"raised the pool size {mode}"}
            shown = await called(client, "resolve", **act)
            assert shown["done"] is False, round_
        assert (await called(client, "resolve", **act, confirm=shown["confirm"]))["done"] is True
        assert "already" in (await called(client, "resolve", **act, confirm=shown["confirm"]))["message"]
        back = await called(client, "report_incident", log=log, service="orders")
        assert (back["status"], back["regression_of"]) == ("regression", incident)
        assert "has changed since" in await refused(
            client, "resolve", incident_id=back["incident_id"], resolution="x", confirm=shown["confirm"]
        )


def test_a_name_that_is_not_public_is_refused(two_workers: tuple[str, dict[str, str]]) -> None:
    address, headers = two_workers
    port = urlsplit(address).port
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accept = {"Accept": "application/json, text/event-stream"}
    for host, status in ((f"localhost:{port}", 200), (f"evil.test:{port}", 421)):
        answer = httpx.post(f"{address}/mcp", json=message, headers=headers | accept | {"Host": host}, timeout=60)
        assert answer.status_code == status, answer.text
    assert httpx.post(f"{address}/mcp", json=message, headers=accept).status_code == 401


@pytest.mark.parametrize("mode", [OLD, NEW])
async def test_a_client_may_start_it_itself(tmp_path: Path, mode: str) -> None:
    """Nothing but the protocol is written to standard output, and an agent's fix waits for a person's word."""
    settings = environment(tmp_path / "data", MCP_WRITE="on", SHIPPED_RUNBOOKS="never")
    command, *arguments = [*SERVE[:-1], "mcp", "--tenant", "acme"]
    server = StdioServerParameters(command=command, args=arguments, env={**settings, "HOME": os.environ["HOME"]})
    async with Client(server, mode=mode) as client:
        told = await called(client, "report_incident", log="disk full", service="db")
        act = {"incident_id": told["incident_id"], "resolution": "emptied it"}
        shown = await called(client, "resolve", **act)
        assert "A person must confirm" in shown["message"]
        done = await called(client, "resolve", **act, confirm=shown["confirm"])
        resolution = done["incident"]["resolution"]
        assert (resolution["by"].startswith("mcp:"), resolution["unconfirmed"]) == (True, True)
        assert (await called(client, "search_incidents", status="RESOLVED"))["count"] == 1
