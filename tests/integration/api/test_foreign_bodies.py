"""Bodies that were not written here cause through the real routes what they should."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from evals.public import evaluation_data
from tests.support.application import ADMIN, client_of, open_test_toolbox, running, settings_of
from tests.support.evaluation_data import needs_data

pytestmark = needs_data("webhooks", "payloads2.jsonl")
SENDERS = {"gcpmonitoring": "gcp", "prometheus_alert_partial": "alertmanager"}
EVENTS = ("workflow_run", "check_suite", "check_run", "workflow_job")


def rows() -> list[dict[str, Any]]:
    folder = evaluation_data("webhooks")
    if folder is None:
        return []
    names = ("payloads.jsonl", "payloads2.jsonl")
    return [json.loads(line) for name in names for line in (folder / name).read_text("utf-8").splitlines()]


ROWS = {row["id"]: row for row in rows()}


def path_of(row: dict[str, Any]) -> str:
    route = row.get("route")
    if route is None:
        kind, source = row["kind"], row["source"]
        aws = "cloudwatch" if "cloudwatch_alarm" in kind and "sns" not in kind else "sns"
        route = aws if source == "aws" else SENDERS.get(source, source)
    return str(route) if route.startswith("/") else f"/webhooks/{route}"


async def posted(client: httpx.AsyncClient, row: dict[str, Any], key: str) -> httpx.Response:
    body = row["body"].encode() if isinstance(row["body"], str) else json.dumps(row["body"]).encode()
    headers = {"Content-Type": row["content_type"], "Authorization": f"Bearer {key}"}
    if row.get("route") == "github":
        headers["X-GitHub-Event"] = next((name for name in EVENTS if name in row["body"]), "ping")
    return await client.post(path_of(row), content=body, headers=headers)


def within(count: int, expect: dict[str, int], name: str) -> bool:
    return expect.get(name, expect.get(f"{name}_min", 0)) <= count <= expect.get(name, expect.get(f"{name}_max", 10**6))


@pytest.fixture
async def admin(tmp_path) -> AsyncIterator[httpx.AsyncClient]:
    toolbox = await open_test_toolbox(settings_of(tmp_path))
    async with running(toolbox) as app, client_of(app) as client:
        login = await client.post("/login", json=ADMIN)
        client.headers["Authorization"] = f"Bearer {login.json()['access_token']}"
        yield client
    await toolbox.close()


async def test_every_body_causes_what_it_should(admin: httpx.AsyncClient) -> None:
    wrong = []
    for name, row in ROWS.items():
        made = await admin.post("/keys", json={"name": name, "scopes": ["report"], "environment": name})
        key, expect = made.json()["key"], row["expect"]
        if row.get("after") in ROWS:
            await posted(admin, ROWS[row["after"]], key)
            expect = row.get("expect_after", expect)
        before = (await admin.get(f"/incidents?environment={name}")).json()["count"]
        answer = await posted(admin, row, key)
        told = answer.json().get("signals") if answer.content and answer.status_code == 200 else None
        opened = (await admin.get(f"/incidents?environment={name}")).json()["count"] - before
        fired = opened if told is None else sum(each["kind"] == "fired" for each in told)
        ended = 0 if told is None else sum(each["kind"] in ("recovered", "acted") for each in told)
        right = within(fired, expect, "incidents") and (told is None or within(ended, expect, "resolves"))
        if answer.status_code >= 500 or answer.status_code == 404 or not right:
            wrong.append((name, answer.status_code, fired, ended, expect))
    assert wrong == []
    assert len(ROWS) >= 58
