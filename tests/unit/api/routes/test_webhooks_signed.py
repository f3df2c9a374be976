"""Signatures at the senders' route: what they admit, what they are demanded for, and who may act."""

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from fastapi import FastAPI

from tests.support import sns
from tests.support.application import SignedIn, client_of, open_test_toolbox, running, settings_of
from tools.toolbox import Toolbox

DISK = {"text": "disk sda of db-1 is full", "service": "storage", "severity": "critical"}


@pytest.fixture
async def admin(signed_in: SignedIn) -> httpx.AsyncClient:
    return await signed_in("admin", "acme")


async def key_of(admin: httpx.AsyncClient, **changes: Any) -> dict[str, str]:
    answer = await admin.post("/keys", json={"name": "machine", "scopes": ["report"]} | changes)
    assert answer.status_code == 201, answer.text
    return {"X-API-Key": answer.json()["key"]}


SECRET = "a very good secret"


def github(body: bytes, secret: str = SECRET) -> dict[str, str]:
    return {"X-Hub-Signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


async def test_a_secret_demands_signatures(guest: httpx.AsyncClient, admin: httpx.AsyncClient) -> None:
    key = await key_of(admin, signing_secret=SECRET)
    body = json.dumps(DISK).encode()
    signed = await guest.post("/webhooks/generic", content=body, headers=key | github(body))
    assert signed.status_code == 200
    assert "warnings" not in signed.json()
    for wrong in ({}, github(body, "another"), github(body + b" "), {"X-Hub-Signature-256": "é".encode("latin-1")}):
        answer = await guest.post("/webhooks/generic", content=body, headers=key | wrong)
        assert answer.status_code == 401, wrong


def acted(event: str) -> dict[str, Any]:
    """PagerDuty's webhook about an incident that an alert of ours opened."""
    data = {"id": "PD1", "type": "incident", "title": "Disk of db-1 is full", "incident_key": "k-1",
            "status": "triggered", "service": {"summary": "storage"}, "created_at": "2026-11-29T09:14:02Z"}  # fmt: skip
    agent = {"summary": "Zoë", "type": "user_reference"}
    return {"event": {"id": f"{event}-1", "event_type": f"incident.{event}", "agent": agent, "data": data,
                      "occurred_at": "2026-11-29T09:16:02Z"}}  # fmt: skip


async def test_acts_need_a_signature_or_the_scope(guest: httpx.AsyncClient, admin: httpx.AsyncClient) -> None:
    reporter = await key_of(admin, sender="pagerduty")
    [fired] = (await guest.post("/webhooks/pagerduty", json=acted("triggered"), headers=reporter)).json()["signals"]
    assert fired["kind"] == "fired"
    [said] = (await guest.post("/webhooks/pagerduty", json=acted("acknowledged"), headers=reporter)).json()["signals"]
    assert (said["kind"], said["reason"]) == ("ignored", "act-not-allowed")
    assert (await admin.get(f"/incidents/{fired['incident_id']}")).json()["status"] == "OPEN"
    responder = await key_of(admin, scopes=["respond"])
    [done] = (await guest.post("/webhooks/pagerduty", json=acted("acknowledged"), headers=responder)).json()["signals"]
    assert (done["kind"], done["incident_id"], done.get("reason")) == ("acted", fired["incident_id"], None)
    assert (await admin.get(f"/incidents/{fired['incident_id']}")).json()["status"] == "ACKNOWLEDGED"
    [over] = (await guest.post("/webhooks/pagerduty", json=acted("resolved"), headers=responder)).json()["signals"]
    assert (over["kind"], over["incident_id"]) == ("acted", fired["incident_id"])
    ticket = (await admin.get(f"/incidents/{fired['incident_id']}")).json()
    assert (ticket["status"], ticket["resolution"]["kind"]) == ("RESOLVED", "fixed")
    assert "pagerduty by Zoë" in ticket["resolution"]["text"]


def pagerduty(body: bytes, secret: str = SECRET) -> dict[str, str]:
    return {"X-PagerDuty-Signature": "v1=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


async def test_a_forged_act_changes_nothing(guest: httpx.AsyncClient, admin: httpx.AsyncClient) -> None:
    key = await key_of(admin, sender="pagerduty", signing_secret=SECRET)

    async def posted(event: str, *wrong: str, **how: Any) -> httpx.Response:
        body = json.dumps(acted(event)).encode()
        signature = dict.fromkeys(pagerduty(body), wrong[0]) if wrong else pagerduty(body, **how)
        return await guest.post("/webhooks/pagerduty", content=body, headers=key | signature)

    incident = (await posted("triggered")).json()["signals"][0]["incident_id"]
    for wrong in ("", "v1=", "v1=00", "v0=" + "0" * 64, pagerduty(b"{}")["X-PagerDuty-Signature"]):
        assert (await posted("acknowledged", wrong)).status_code == 401, wrong
    assert (await posted("acknowledged", secret="another")).status_code == 401
    assert (await admin.get(f"/incidents/{incident}")).json()["status"] == "OPEN"
    [done] = (await posted("acknowledged")).json()["signals"]
    assert (done["kind"], done["incident_id"]) == ("acted", incident)
    assert (await admin.get(f"/incidents/{incident}")).json()["status"] == "ACKNOWLEDGED"


async def test_sns_is_confirmed_bound_and_verified(
    guest: httpx.AsyncClient, admin: httpx.AsyncClient, app: FastAPI, monkeypatch
) -> None:
    asked: list[str] = []

    async def amazon(address: str) -> bytes:
        asked.append(address)
        return sns.certificate()

    monkeypatch.setattr(app.state.services.sender_check.sns, "fetch", amazon)
    key = await key_of(admin, sender="sns", require_signature=True)
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())

    async def posted(envelope: dict[str, Any]) -> int:
        body = json.dumps(envelope).encode()
        headers = key | {"Content-Type": "text/plain; charset=UTF-8"}
        return (await guest.post("/webhooks/sns", content=body, headers=headers)).status_code

    assert await posted(sns.signed(sns.notification(Timestamp=at))) == 401  # not bound to a topic yet
    assert await posted(sns.confirmation(Timestamp=at)) == 401  # unsigned
    assert await posted(sns.signed(sns.confirmation(Timestamp=at))) == 200
    assert asked[-1] == sns.confirmation()["SubscribeURL"]
    assert await posted(sns.signed(sns.notification(Timestamp=at))) == 200
    assert await posted(sns.signed(sns.notification(Timestamp=at), version="1")) == 200
    assert await posted(sns.signed(sns.notification(Timestamp=at)) | {"Message": "changed"}) == 401
    assert await posted({"AlarmName": "raw"}) == 401
    other = "arn:aws:sns:eu-central-1:999999999999:theirs"
    assert await posted(sns.signed(sns.notification(Timestamp=at, TopicArn=other))) == 401
    assert await posted(sns.signed(sns.confirmation(Timestamp=at, TopicArn=other))) == 401
    record = {"Records": [{"EventSource": "aws:sns", "Sns": sns.signed(sns.notification(Timestamp=at))}]}
    assert await posted(record) == 200
    assert await posted({"Records": [*record["Records"], {"Sns": sns.notification(Timestamp=at)}]}) == 401


def slack(body: bytes, secret: str = SECRET) -> dict[str, str]:
    moment = str(int(time.time()))
    digest = hmac.new(secret.encode(), b"v0:%s:%s" % (moment.encode(), body), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": moment, "X-Slack-Signature": f"v0={digest}"}


async def test_slack_may_come_with_its_signature_alone(tmp_path) -> None:
    toolbox: Toolbox = await open_test_toolbox(settings_of(tmp_path, slack_signing_secret=SECRET))
    async with running(toolbox) as app, client_of(app) as client:
        challenge = json.dumps({"type": "url_verification", "challenge": "abc"}).encode()
        answer = await client.post("/webhooks/slack", content=challenge, headers=slack(challenge))
        assert (answer.status_code, answer.json()["challenge"]) == (200, "abc")
        assert answer.json()["counts"]["ignored"] == 1
        assert (await client.post("/webhooks/slack", content=challenge)).status_code == 401
        assert (
            await client.post("/webhooks/slack", content=challenge, headers=slack(challenge, "x"))
        ).status_code == 401
        words = {"command": "/incident", "team_id": "T1", "user_name": "zoe", "text": "report disk sda is full"}
        command = urlencode(words).encode()
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = await client.post("/webhooks/slack", content=command, headers=slack(command) | form)
        assert answer.json()["response_type"] == "ephemeral"
        incident = answer.json()["signals"][0]["incident_id"]
        assert incident in answer.json()["text"]
        closing = urlencode(words | {"text": f"resolve {incident} emptied it"}).encode()
        answer = await client.post("/webhooks/slack", content=closing, headers=slack(closing) | form)
        assert (answer.json()["counts"]["acted"], "Slack does not say who is asking" in answer.text) == (0, True)
        assert (await toolbox.store.incident("default", incident)).status == "OPEN"
    await toolbox.close()
