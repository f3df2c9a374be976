"""A server with three destinations: each ticket of a life has one message and thread, one incident and one issue.

People act where they are told: the ticket is acknowledged in Slack and resolved in Jira.
"""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.servers.jira import Issue, JiraDouble
from tests.support.servers.pagerduty import PagerDutyDouble
from tests.support.servers.product import log_in, serving
from tests.support.servers.slack import Post, SlackDouble
from tests.support.servers.slack_text import shown
from tests.support.slack_person import SECRET, SlackPerson
from tools.notify import slack_actions

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

[[slack_user]]
id = "U0ADA"
user = "admin"
"""
JIRA_SECRET = "a-secret-that-jira-signs-with"
SECRETS = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_SIGNING_SECRET": SECRET,
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


async def resolved_in_jira(client: httpx.AsyncClient, issue: Issue, how: str) -> dict[str, Any]:
    """Grace moves an issue to done over there, which Jira tells by its signed webhook."""
    made = {"name": "jira", "scopes": ["report"], "sender": "jira", "signing_secret": JIRA_SECRET}
    key = (await client.post("/keys", json=made)).raise_for_status().json()["key"]
    issue.status = "Done"
    done = {"name": "Done", "statusCategory": {"key": "done"}}
    fields = {"summary": issue.fields["summary"], "labels": issue.fields["labels"], "status": done}
    body = json.dumps({
        "timestamp": int(time.time() * 1000), "webhookEvent": "jira:issue_updated",
        "issue_event_type_name": "issue_generic",
        "user": {"accountId": "9", "accountType": "atlassian", "displayName": "Grace Hopper"},
        "issue": {"key": issue.key, "fields": fields | {"resolution": {"name": how}}},
        "changelog": {"items": [{"field": "status", "toString": "Done"}, {"field": "resolution", "toString": how}]},
    }).encode()  # fmt: skip
    signature = "sha256=" + hmac.new(JIRA_SECRET.encode(), body, hashlib.sha256).hexdigest()
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json", "X-Hub-Signature": signature}
    forged = headers | {"X-Hub-Signature": signature[:-1] + ("0" if signature[-1] != "0" else "1")}
    assert (await client.post("/webhooks/jira", content=body, headers=forged)).status_code == 401
    answer = (await client.post("/webhooks/jira", content=body, headers=headers)).raise_for_status()
    told: dict[str, Any] = answer.json()["signals"][0]
    return told


def thread_of(slack: SlackDouble, post: Post) -> list[str]:
    """The first line of each reply."""
    return [shown(each["blocks"])[0] for each in slack.thread(post["ts"])]


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
        guest = await stack.enter_async_context(httpx.AsyncClient(base_url=address, timeout=60))

        status, first = await report(client, severity="HIGH")
        assert status == "new"
        for _ in range(3):
            assert await report(client) == ("existing", first)
        await until(lambda: bool(slack.posts and pager.alerts and jira.issues), "it was opened")
        assert await report(client, severity="CRITICAL") == ("existing", first)
        await until(lambda: len(pager.alerts[0].triggers) == 2, "it was escalated")
        await SlackPerson(guest, "U0ADA", slack.hook).presses(slack_actions.ACKNOWLEDGE, first)
        await until(lambda: pager.alerts[0].status == "acknowledged", "it was acknowledged")
        await until(lambda: jira.issues[0].status == "In Progress", "the issue is worked on")
        told = await resolved_in_jira(client, jira.issues[0], "A larger pool.")
        assert (told["kind"], told["incident_id"], told.get("reason", "")) == ("acted", first, "")
        await until(lambda: pager.alerts[0].status == "resolved", "it was resolved")
        status, second = await report(client)
        assert status == "regression"
        await until(lambda: len(slack.channel) == len(pager.alerts) == len(jira.issues) == 2, "it is back")
        await until(lambda: "RESOLVED" in "\n".join(shown(slack.channel[0]["blocks"])), "the message was updated")

        replies = [line.partition(":")[0] for line in thread_of(slack, slack.channel[0])]
        assert len(replies) == len(set(replies))
        assert {"Now CRITICAL", "Acknowledged", "Resolved"} <= set(replies)
        assert replies.index("Acknowledged") < replies.index("Resolved")
        assert [each["text"] for each in slack.hooked] == [f"{first} is acknowledged."]
        assert [each.dedup_key for each in pager.alerts] == [first, second]
        assert [each.status for each in pager.alerts] == ["resolved", "triggered"]
        assert [each.fields["labels"][:2] for each in jira.issues] == [
            ["incident-responder", first],
            ["incident-responder", second],
        ]
        assert [each.status for each in jira.issues] == ["Done", "To Do"]
        assert "A larger pool." in "\n".join(shown(slack.channel[1]["blocks"]))
        told_ids = [post["metadata"]["event_payload"]["delivery_id"] for post in slack.posts]
        assert len(told_ids) == len(set(told_ids))
