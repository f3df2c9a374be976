"""Who gets to the MCP server, and from where."""

import sys

import httpx
import pytest
from fastapi import FastAPI

from tests.support.agents_client import ADDRESS
from tests.support.application import client_of, open_test_toolbox, running, settings_of

LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
ACCEPT = {"Accept": "application/json, text/event-stream"}
HERE = {"Host": "responder.test"}


async def test_nothing_is_read_without_a_key(guest: httpx.AsyncClient, key_of) -> None:
    for headers in ({}, {"Authorization": "Bearer iir_wrong"}, {"X-API-Key": "x"}, {"Authorization": "Basic eDp5"}):
        for body in (b"", b"not json", b'{"jsonrpc":'):
            answer = await guest.post("/mcp", content=body, headers=HERE | headers)
            assert (answer.status_code, answer.json()["type"]) == (401, "/problems/unauthorized")
            assert answer.headers["www-authenticate"] == "Bearer"


async def test_tools_are_listed_without_initialize(guest: httpx.AsyncClient, key_of) -> None:
    headers = HERE | ACCEPT | {"X-API-Key": await key_of("read")}
    answer = await guest.post("/mcp", json=LIST, headers=headers)
    assert answer.status_code == 200, answer.text
    names = {tool["name"] for tool in answer.json()["result"]["tools"]}
    assert names == {
        "report_incident", "search_incidents", "get_incident", "explain_decision", "find_runbook", "similar_incidents",
        "analytics", "acknowledge", "comment", "resolve", "merge", "split",
    }  # fmt: skip
    assert "mcp-session-id" not in answer.headers


async def test_a_users_token_is_taken_too(responder: httpx.AsyncClient) -> None:
    assert (await responder.post("/mcp", json=LIST, headers=HERE | ACCEPT)).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status", "said"),
    [
        ({"Host": "evil.test"}, 421, "PUBLIC_URL"),
        ({"Host": "responder.test:8000"}, 421, "PUBLIC_URL"),
        ({"Host": "responder.test", "Origin": "http://evil.test"}, 403, "only web pages of"),
        ({"Host": "responder.test", "Origin": "null"}, 403, "only web pages of"),
        ({"Host": "responder.test", "Origin": ADDRESS}, 200, ""),
        ({"Host": "RESPONDER.test:80", "Origin": f"{ADDRESS}:80"}, 200, ""),
    ],
)
async def test_only_the_public_address_is_answered(
    guest: httpx.AsyncClient, key_of, headers: dict[str, str], status: int, said: str
) -> None:
    key = {"X-API-Key": await key_of("read")}
    answer = await guest.post("/mcp", json=LIST, headers=ACCEPT | headers | key)
    assert answer.status_code == status, answer.text
    assert said in answer.text


async def test_there_are_no_streams_and_no_sessions(guest: httpx.AsyncClient, key_of) -> None:
    key = {"X-API-Key": await key_of("read")}
    for method in ("GET", "DELETE"):
        answer = await guest.request(method, "/mcp", headers=HERE | key)
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
        assert (await guest.request(method, "/mcp", headers=HERE)).status_code == 401


async def test_other_paths_are_as_before(guest: httpx.AsyncClient) -> None:
    assert (await guest.get("/nothing")).json()["type"] == "/problems/not-found"
    assert (await guest.get("/login")).status_code == 405
    assert (await guest.get("/mcp/more")).status_code == 404


async def test_it_can_be_off(tmp_path) -> None:
    toolbox = await open_test_toolbox(settings_of(tmp_path, mcp=False))
    try:
        async with running(toolbox) as app, client_of(app) as client:
            assert (await client.get("/mcp")).status_code == 404
    finally:
        await toolbox.close()


async def test_it_lives_as_long_as_the_application(app: FastAPI, guest: httpx.AsyncClient, key_of) -> None:
    """A second life of the same application has a server of its own."""
    headers = HERE | ACCEPT | {"X-API-Key": await key_of("read")}
    assert (await guest.post("/mcp", json=LIST, headers=headers)).status_code == 200
    first = sys.modules["mcp"]
    assert (await guest.post("/mcp", json=LIST, headers=headers)).status_code == 200
    assert sys.modules["mcp"] is first
