"""`POST /webhooks/{sender}`: every alert answered for, nothing that may work later refused for good."""

import asyncio
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
from tests.support.audit_log import audited
from tools.errors import Overloaded, StoreUnavailable
from tools.toolbox import Toolbox

DISK = {"text": "disk sda of db-1 is full", "service": "storage", "severity": "critical"}
ALERT = {
    "status": "firing",
    "labels": {"alertname": "DiskFull", "service": "storage", "severity": "critical", "instance": "db-1:9100"},
    "annotations": {"summary": "Disk of db-1 is full"},
    "startsAt": "2026-11-29T09:14:02Z",
    "fingerprint": "0123456789abcdef",
}
OVER = ALERT | {"status": "resolved", "endsAt": "2026-11-29T09:20:02Z"}


def group(*alerts: object) -> dict[str, Any]:
    return {"version": "4", "status": "firing", "receiver": "ops", "groupLabels": {}, "alerts": list(alerts)}


@pytest.fixture
async def admin(signed_in: SignedIn) -> httpx.AsyncClient:
    return await signed_in("admin", "acme")


async def key_of(admin: httpx.AsyncClient, **changes: Any) -> dict[str, str]:
    answer = await admin.post("/keys", json={"name": "machine", "scopes": ["report"]} | changes)
    assert answer.status_code == 201, answer.text
    return {"X-API-Key": answer.json()["key"]}


async def test_an_alert_fires_repeats_and_ends(guest: httpx.AsyncClient, admin: httpx.AsyncClient) -> None:
    key = await key_of(admin, sender="alertmanager", environment="prod")
    answer = await guest.post("/webhooks/alertmanager", json=group(ALERT), headers=key)
    [first] = answer.json()["signals"]
    assert answer.json()["counts"] == {"fired": 1, "recovered": 0, "acted": 0, "ignored": 0}
    assert answer.json()["warnings"] == ["unsigned"]
    assert (first["kind"], first["status"], first["severity"]) == ("fired", "new", "CRITICAL")
    [again] = (await guest.post("/webhooks/alertmanager", json=group(ALERT), headers=key)).json()["signals"]
    assert (again["status"], again["reminder"], again["incident_id"]) == ("existing", True, first["incident_id"])
    [over] = (await guest.post("/webhooks/alertmanager", json=group(OVER), headers=key)).json()["signals"]
    assert (over["kind"], over["incident_id"]) == ("recovered", first["incident_id"])
    ticket = (await admin.get(f"/incidents/{first['incident_id']}")).json()
    assert (ticket["occurrences"], ticket["environment"], ticket["service"]) == (1, "prod", "storage")
    assert ticket["activations"] == {"firing": 0, "ended": 1, "stale": 0}
    assert ticket["recovering_since"]


async def test_a_recovery_of_nothing_is_kept(guest: httpx.AsyncClient, admin: httpx.AsyncClient) -> None:
    key = await key_of(admin)
    [over] = (await guest.post("/webhooks/alertmanager", json=group(OVER), headers=key)).json()["signals"]
    assert over == {"kind": "recovered", "incident_id": None, "dedup_key": over["dedup_key"]}
    [kept] = (await admin.get("/signals?outcome=unmatched")).json()["signals"]
    assert (kept["sender"], kept["service"]) == ("alertmanager", "storage")
    assert (await admin.get("/incidents")).json()["count"] == 0


async def test_one_bad_alert_spoils_no_other(admin: httpx.AsyncClient) -> None:
    answer = await admin.post("/webhooks/alertmanager", json=group(ALERT, 7, {"labels": "x"}, None))
    assert answer.status_code == 200
    assert answer.json()["counts"]["fired"] == 1
    assert "ignored" in [each["kind"] for each in answer.json()["signals"]]


async def test_the_same_event_again_changes_nothing(admin: httpx.AsyncClient) -> None:
    body = sns.notification("disk sda of db-1 is full")
    answers = [(await admin.post("/webhooks/sns", json=body)).json()["signals"][0] for _ in range(3)]
    assert len({each["incident_id"] for each in answers}) == 1
    assert (await admin.get(f"/incidents/{answers[0]['incident_id']}")).json()["occurrences"] == 1


async def test_an_unknown_sender_is_told_all_others(admin: httpx.AsyncClient) -> None:
    answer = await admin.post("/webhooks/nagiosxi", json=DISK)
    assert answer.status_code == 404
    assert {"alertmanager", "nagios", "generic"} <= set(answer.json()["senders"])


@pytest.mark.parametrize("body", [b"", b"  \n", b"\x00\x01\x02" * 30, b"7", b"null"])
async def test_a_body_without_text_is_refused_and_kept(admin: httpx.AsyncClient, body: bytes) -> None:
    assert (await admin.post("/webhooks/generic", content=body)).status_code == 422
    [kept] = (await admin.get("/signals?outcome=refused")).json()["signals"]
    assert kept["sender"] == "generic"


@pytest.mark.parametrize("body", ["{}", "[]", '{"type":"event_callback","event":{"type":"emoji_changed"}}'])
async def test_what_is_no_alert_is_ignored_with_a_reason(admin: httpx.AsyncClient, body: str) -> None:
    answer = await admin.post("/webhooks/slack", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 200
    assert all(each["kind"] == "ignored" and each["reason"] for each in answer.json()["signals"])


@pytest.mark.parametrize("error", [Overloaded("full", retry_after=7), StoreUnavailable("disk full")])
async def test_whatever_may_work_later_is_503(admin: httpx.AsyncClient, app: FastAPI, monkeypatch, error) -> None:
    async def refusing(*_: object) -> list[Exception]:
        return [error]

    monkeypatch.setattr(app.state.services.intake, "answers", refusing)
    for path, body in (("/webhooks/generic", DISK), ("/api/v2/alerts", [ALERT])):
        answer = await admin.post(path, json=body)
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) >= 5


async def test_a_limit_is_503_and_counts_each_key(tmp_path) -> None:
    toolbox = await open_test_toolbox(settings_of(tmp_path, rate_limit="2/minute"))
    async with running(toolbox) as app, client_of(app) as client:
        login = await client.post("/login", json={"username": "admin", "password": "correct horse battery"})
        admin = {"Authorization": f"Bearer {login.json()['access_token']}"}
        made = [(await client.post("/keys", json={"name": "m", "scopes": ["report"]}, headers=admin)) for _ in range(2)]
        one, other = ({"X-API-Key": each.json()["key"]} for each in made)
        post = [await client.post("/webhooks/generic", json=DISK, headers=one) for _ in range(3)]
        assert [each.status_code for each in post] == [200, 200, 503]
        assert post[-1].headers["retry-after"]
        assert (await client.post("/webhooks/generic", json=DISK, headers=other)).status_code == 200
    await toolbox.close()


async def test_a_key_of_one_sender_opens_no_other_door(guest: httpx.AsyncClient, admin: httpx.AsyncClient) -> None:
    key = await key_of(admin, sender="grafana")
    assert (await guest.post("/webhooks/alertmanager", json=group(ALERT), headers=key)).status_code == 403
    assert (await guest.post("/webhooks/grafana", json=group(ALERT), headers=key)).status_code == 200
    assert (await guest.post("/webhooks/grafana", json=group(ALERT))).status_code == 401


async def test_a_token_in_the_address_is_taken_here(
    guest: httpx.AsyncClient, admin: httpx.AsyncClient, toolbox
) -> None:
    token = (await key_of(admin, sender="alertmanager"))["X-API-Key"]
    assert (await guest.post(f"/webhooks/alertmanager?token={token}", json=group(ALERT))).status_code == 200
    for changes in ({"scopes": ["report", "read"], "sender": "alertmanager"}, {"sender": ""}):
        wide = (await key_of(admin, **changes))["X-API-Key"]
        assert (await guest.post(f"/webhooks/alertmanager?token={wide}", json=group(ALERT))).status_code == 401
    refused = [line for line in audited(toolbox.settings.data_dir) if line[2] == "key-refused-in-url"]
    assert len(refused) == 2


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


async def test_a_heartbeat_key_opens_no_ticket(guest: httpx.AsyncClient, admin: httpx.AsyncClient) -> None:
    key = await key_of(admin, heartbeat=True)
    [said] = (await guest.post("/webhooks/alertmanager", json=group(ALERT), headers=key)).json()["signals"]
    assert (said["kind"], said["reason"]) == ("ignored", "heartbeat")


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
        assert answer.json()["counts"]["acted"] == 1
        assert (await toolbox.store.incident("default", incident)).status == "RESOLVED"
    await toolbox.close()


async def test_no_secret_of_a_body_is_stored_or_shown(admin: httpx.AsyncClient, toolbox: Toolbox) -> None:
    secret = "jane.doe@example.com"
    alert = ALERT | {
        "labels": ALERT["labels"] | {"owner": secret, secret: "x"},
        "annotations": {"summary": f"ask {secret}"},
    }
    shown = (await admin.post("/webhooks/alertmanager", json=group(alert | {"fingerprint": secret}))).text
    shown += (await admin.post("/webhooks/alertmanager", json=group(OVER | {"fingerprint": secret}))).text
    await admin.post("/webhooks/generic", content=b"\x00" * 10 + secret.encode())
    await asyncio.sleep(0.05)
    for path in ("/incidents", "/signals?outcome=unmatched", "/signals?outcome=refused", "/signals"):
        shown += (await admin.get(path)).text
    stored = b"".join(path.read_bytes() for path in toolbox.settings.data_dir.glob("incidents.db*"))
    assert secret not in shown
    assert secret.encode() not in stored
