"""Every answer carries the id of its exchange and safe headers; errors and the log quote the id, never the query."""

import logging
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.auth.keys import new_key
from tests.support.application import client_of, settings_of

REPORT = {"log": "disk full", "service": "db"}


async def test_a_callers_id_is_quoted(guest: httpx.AsyncClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "api.access"):
        answer = await guest.get("/incidents?token=hidden-thing&q=x", headers={"X-Request-ID": "trace-1"})
    assert answer.status_code == 401
    assert answer.headers["X-Request-ID"] == answer.json()["instance"] == "trace-1"
    (line,) = [record.getMessage() for record in caplog.records if record.name == "api.access"]
    assert line.startswith("GET /incidents 401 ")
    assert line.endswith(f": {answer.json()['detail']}")
    assert "hidden-thing" not in line


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8080", 'evil.example"><b>', "127.0.0.1"])
async def test_a_redirect_names_no_host(guest: httpx.AsyncClient, host: str) -> None:
    for asked, meant in (("/incident/", "/incident"), ("/incidents/?limit=3", "/incidents?limit=3")):
        answer = await guest.get(asked, headers={"Host": host})
        assert (answer.status_code, answer.headers["Location"]) == (307, meant)


async def test_an_id_that_is_a_secret_is_replaced(guest: httpx.AsyncClient) -> None:
    answer = await guest.get("/incidents", headers={"X-Request-ID": (key := new_key(1_790_000_000.0).key)})
    assert key not in answer.text
    assert len(answer.headers["X-Request-ID"]) == 26


@pytest.mark.parametrize("given", ["", "x" * 129, "with space", "ümlaut".encode("latin-1")])
async def test_what_is_no_id_is_replaced(guest: httpx.AsyncClient, given: str | bytes) -> None:
    answer = await guest.get("/healthz", headers={"X-Request-ID": given})
    assert len(answer.headers["X-Request-ID"]) == 26


async def test_a_key_in_a_mistyped_address_is_in_no_line(
    guest: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    key = new_key(1_790_000_000.0).key
    with caplog.at_level(logging.INFO, "api.access"):
        await guest.post(f"/webhooks/alertmanager/{key}", json={})
    assert "/webhooks/alertmanager/[REDACTED:" in caplog.text
    assert key not in caplog.text


async def test_each_exchange_has_its_own_id(guest: httpx.AsyncClient) -> None:
    ids = [(await guest.get("/healthz")).headers["X-Request-ID"] for _ in range(3)]
    assert len(set(ids)) == 3


async def test_good_answers_are_no_line(responder: httpx.AsyncClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "api.access"):
        answer = await responder.post("/incident", json=REPORT)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert [record for record in caplog.records if record.name == "api.access"] == []


async def test_a_line_gives_the_reason_without_secrets(
    responder: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    key = new_key(1_790_000_000.0).key
    with caplog.at_level(logging.INFO, "api.access"):
        await responder.post("/incident", json={"log": "x", "servce": "db"})
        await responder.get(f"/incidents/{key}")
        await responder.get("/incidents/inc%0A2026-01-01 INFO forged")
    misspelt, secret, forged = [each.getMessage() for each in caplog.records if each.name == "api.access"]
    assert "did you write it as 'servce'?" in misspelt
    assert "[REDACTED:" in secret
    assert key not in caplog.text
    assert "\n" not in forged


async def test_all_answers_are_lines_at_debug(responder: httpx.AsyncClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "api.access"):
        await responder.post("/incident?graph=false", json=REPORT)
    [line] = [each.getMessage() for each in caplog.records if each.name == "api.access"]
    assert line.startswith("POST /incident 200 ")
    assert "graph" not in line


@pytest.mark.parametrize("path", ["/healthz", "/incidents", "/nowhere", "/openapi.json", "/problems/conflict", "/docs"])
async def test_every_answer_has_safe_headers(app: FastAPI, path: str) -> None:
    async with client_of(app) as guest:
        answer = await guest.get(path)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert len(answer.headers.get_list("Content-Security-Policy")) == 1
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ({}, False),
        ({"public_url": "http://a.example"}, False),
        ({"public_url": "https://a.example"}, True),
        ({"tls_cert_file": "a.crt", "tls_key_file": "a.key"}, True),
    ],
)
async def test_browsers_are_kept_on_tls_where_they_come_by_it(tmp_path: Path, told: dict[str, str], kept: bool) -> None:
    async with client_of(create_app(settings_of(tmp_path, **told))) as guest:
        answer = await guest.get("/openapi.json")
    assert answer.headers.get("Strict-Transport-Security") == ("max-age=31536000" if kept else None)


@pytest.mark.parametrize("path", ["/docs", "/docs/", "/openapi.json", "/redoc"])
async def test_with_docs_off_nobody_is_told_what_can_be_asked(tmp_path: Path, path: str) -> None:
    async with client_of(create_app(settings_of(tmp_path, docs="off"))) as guest:
        answer = await guest.get(path)
        first = await guest.get("/problems/conflict")
    assert (answer.status_code, first.status_code) == (404, 200)
    assert "openapi" not in answer.text
