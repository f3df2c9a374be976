"""A server with three destinations: each ticket of a life has one message and thread, one incident and one issue."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from tests.support.servers.jira import JiraDouble
from tests.support.servers.pagerduty import PagerDutyDouble
from tests.support.servers.product import log_in, serving
from tests.support.servers.slack import SlackDouble
from tests.support.servers.slack_text import shown

WAIT_SECONDS = 90.0
LOG = "ERROR PoolExhausted: connection pool exhausted, 100 of 100 connections in use"
FILE = """
[[destination]]
name = "oncall"
type = "slack"
channel = "#incidents"
token_env = "SLACK_BOT_TOKEN"
signing_secret_env = "SLACK_SIGNING_SECRET"
api_url = "{slack}"

[[destination]]
name = "pager"
type = "pagerduty"
routing_key_env = "PAGERDUTY_ROUTING_KEY"
events_url = "{pager}"

[[destination]]
name = "tracker"
type = "jira"
url = "{jira}"
user_env = "JIRA_USER"
token_env = "JIRA_TOKEN"
project = "OPS"
"""
SECRETS = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_SIGNING_SECRET": "a-signing-secret-of-slack",
    "PAGERDUTY_ROUTING_KEY": "r" * 32,
    "JIRA_USER": "responder@example.org",
    "JIRA_TOKEN": "a-token-of-jira",
}


async def until(done: Callable[[], bool], what: str) -> None:
    ends = time.monotonic() + WAIT_SECONDS
    while not done():
        assert time.monotonic() < ends, what
        await asyncio.sleep(0.05)


async def report(client: httpx.AsyncClient, **more: str) -> tuple[str, str]:
    answer = await client.post("/incident", json={"log": LOG, "service": "payments", "environment": "prod", **more})
    told = answer.raise_for_status().json()
    return told["status"], told["incident_id"]


@pytest.mark.timeout(600)
async def test_a_life_is_told_once_in_each_place(served_data: Path) -> None:
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(SlackDouble())
        pager = await stack.enter_async_context(PagerDutyDouble())
        jira = await stack.enter_async_context(JiraDouble(time.time))
        file = served_data.parent / "destinations.toml"
        file.write_text(FILE.format(slack=slack.api_url, pager=pager.events_url, jira=jira.url), "utf-8")
        address, _ = stack.enter_context(serving(served_data, DESTINATIONS_FILE=str(file), **SECRETS))
        headers = log_in(address).headers
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=address, headers=headers, timeout=60))

        status, first = await report(client, severity="MEDIUM")
        assert status == "new"
        for _ in range(3):
            assert await report(client) == ("existing", first)
        await until(lambda: bool(slack.posts and pager.alerts and jira.issues), "it was opened")
        assert await report(client, severity="CRITICAL") == ("existing", first)
        (await client.post(f"/incidents/{first}/acknowledge", json={})).raise_for_status()
        await until(lambda: pager.alerts[0].status == "acknowledged", "it was acknowledged")
        fixed = {"incident_id": first, "resolution": "A larger pool.", "resolved_by": "ada"}
        (await client.post("/resolve", json=fixed)).raise_for_status()
        await until(lambda: pager.alerts[0].status == "resolved" and jira.issues[0].status == "Done", "it was resolved")
        status, second = await report(client)
        assert status == "regression"
        await until(lambda: len(slack.channel) == len(pager.alerts) == len(jira.issues) == 2, "it is back")
        await until(lambda: "RESOLVED" in "\n".join(shown(slack.channel[0]["blocks"])), "the message was updated")

        assert [each.dedup_key for each in pager.alerts] == [first, second]
        assert [each.status for each in pager.alerts] == ["resolved", "triggered"]
        assert [each.fields["labels"][:2] for each in jira.issues] == [
            ["incident-responder", first],
            ["incident-responder", second],
        ]
        assert "A larger pool." in "\n".join(shown(slack.channel[1]["blocks"]))
        told = [post["metadata"]["event_payload"]["delivery_id"] for post in slack.posts]
        assert len(told) == len(set(told))
