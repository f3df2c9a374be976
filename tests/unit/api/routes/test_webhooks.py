"""`POST /webhooks/{sender}`: every alert answered for, nothing that may work later refused for good."""

import asyncio
from typing import Any

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
    """Alertmanager would send a group that is answered with 4xx again at every interval, for ever (N1)."""
    answer = await admin.post("/webhooks/alertmanager", json=group(ALERT, 7, {"labels": "x"}, None))
    assert answer.status_code == 200
    assert answer.json()["counts"]["fired"] == 1
    [fired, ignored] = answer.json()["signals"]
    assert (fired["kind"], ignored["kind"], ignored["reason"]) == ("fired", "ignored", "unreadable")
    assert ignored["detail"].startswith("3 of the group's alerts")


async def test_two_receivers_tell_of_one_activation(admin: httpx.AsyncClient) -> None:
    """Receivers get the same alerts, each under its own name, which Alertmanager escapes (N4, N5)."""
    answers = [
        (await admin.post("/webhooks/alertmanager", json=group(ALERT) | {"receiver": name})).json()["signals"][0]
        for name in ("web\\.hook", "team\\+eu")
    ]
    assert [(each["status"], each.get("reminder")) for each in answers] == [("new", None), ("existing", True)]
    ticket = (await admin.get(f"/incidents/{answers[0]['incident_id']}")).json()
    assert (ticket["occurrences"], ticket["reminders"]) == (1, 1)
    assert "hook" not in str(ticket)
    assert "team" not in str(ticket)


@pytest.mark.parametrize(
    ("more", "over"),
    [
        ({"host": "db-1", "severity": "high"}, {"host": "db-1", "status": "resolved"}),
        ({"host": "db-1", "level": "critical"}, {"host": "db-1", "level": "ok"}),
        ({"monitor": "disk", "status": "down"}, {"monitor": "disk", "status": "up"}),
    ],
)
async def test_an_end_finds_a_firing_that_named_no_state(
    admin: httpx.AsyncClient, more: dict[str, str], over: dict[str, str]
) -> None:
    """An end tells its state, so a key is made for it; where the firing told none, only its words lead there."""
    told = {"title": "Disk sda is full", "service": "storage"}
    [fired] = (await admin.post("/webhooks/generic", json=told | more)).json()["signals"]
    [ended] = (await admin.post("/webhooks/generic", json=told | over)).json()["signals"]
    assert (ended["kind"], ended["incident_id"]) == ("recovered", fired["incident_id"])


async def test_the_same_event_again_changes_nothing(admin: httpx.AsyncClient) -> None:
    body = sns.notification("disk sda of db-1 is full")
    answers = [(await admin.post("/webhooks/sns", json=body)).json()["signals"][0] for _ in range(3)]
    assert len({each["incident_id"] for each in answers}) == 1
    assert (await admin.get(f"/incidents/{answers[0]['incident_id']}")).json()["occurrences"] == 1


async def test_an_unknown_sender_is_told_all_others(admin: httpx.AsyncClient) -> None:
    answer = await admin.post("/webhooks/nagiosxi", json=DISK)
    assert answer.status_code == 404
    assert {"alertmanager", "nagios", "generic"} <= set(answer.json()["senders"])


@pytest.mark.parametrize("body", [b"\x00\x01\x02" * 30, b"7", b"null"])
async def test_a_body_without_text_is_refused_and_kept(admin: httpx.AsyncClient, body: bytes) -> None:
    assert (await admin.post("/webhooks/generic", content=body)).status_code == 422
    [kept] = (await admin.get("/signals?outcome=refused")).json()["signals"]
    assert kept["sender"] == "generic"


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded", "text/plain", ""])
@pytest.mark.parametrize("body", [b"", b"  \n"])
async def test_an_empty_body_is_ignored(admin: httpx.AsyncClient, body: bytes, kind: str) -> None:
    """Nothing is lost of it, and many senders would send it again for ever."""
    for sender in ("alertmanager", "generic", "sns"):
        answer = await admin.post(f"/webhooks/{sender}", content=body, headers={"Content-Type": kind})
        assert (answer.status_code, answer.json()["counts"]["ignored"]) == (200, 1)
        assert answer.json()["signals"][0]["reason"] == "empty"


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


async def test_a_heartbeat_key_opens_no_ticket(guest: httpx.AsyncClient, admin: httpx.AsyncClient) -> None:
    key = await key_of(admin, heartbeat=True)
    [said] = (await guest.post("/webhooks/alertmanager", json=group(ALERT), headers=key)).json()["signals"]
    assert (said["kind"], said["reason"]) == ("ignored", "heartbeat")


async def test_a_key_maps_foreign_fields(guest: httpx.AsyncClient, admin: httpx.AsyncClient) -> None:
    mapping = {"text": "problem.words", "service": "where", "severity": "problem.level"}
    key = await key_of(admin, mapping=mapping)
    body = {"problem": {"words": "the belt of line 4 stands still", "level": "critical"}, "where": "packing"}
    [fired] = (await guest.post("/webhooks/generic", json=body, headers=key)).json()["signals"]
    ticket = (await admin.get(f"/incidents/{fired['incident_id']}")).json()
    assert (ticket["service"], ticket["severity"]) == ("packing", "CRITICAL")
    assert "belt of line 4" in ticket["title"]


async def test_what_came_last_is_told(guest: httpx.AsyncClient, admin: httpx.AsyncClient) -> None:
    key = await key_of(admin)
    await guest.post("/webhooks/alertmanager", json=group(ALERT), headers=key)
    await asyncio.sleep(0.1)
    [last] = (await admin.get("/signals")).json()["signals"]
    assert (last["sender"], last["counts"]["fired"], last["warnings"]) == ("alertmanager", 1, ["unsigned"])
    assert last["by"].startswith("key_")
