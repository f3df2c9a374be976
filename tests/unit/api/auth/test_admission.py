"""Keys of machines: where they may stand in a request, what they force, and how soon they end."""

import base64
import logging
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.auth.admission import Offered, RefusedKey
from tests.support.application import SignedIn, client_of
from tests.support.audit_log import audited
from tools.toolbox import Toolbox

REPORT = {"log": "queue depth above 1000", "service": "mailer"}
Made = dict[str, Any]


@pytest.fixture
async def admin(signed_in: SignedIn) -> httpx.AsyncClient:
    return await signed_in("admin", "acme")


async def made(admin: httpx.AsyncClient, **changes: Any) -> Made:
    answer = await admin.post("/keys", json={"name": "machine", "scopes": ["report"]} | changes)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def basic(key: str) -> str:
    return "Basic " + base64.b64encode(f"anything:{key}".encode()).decode()


async def test_a_key_is_taken_from_three_headers(guest: httpx.AsyncClient, admin: httpx.AsyncClient) -> None:
    key = (await made(admin))["key"]
    for headers in ({"Authorization": f"Bearer {key}"}, {"X-API-Key": key}, {"Authorization": basic(key)}):
        assert (await guest.post("/incident", json=REPORT, headers=headers)).status_code == 200


async def test_every_wrong_key_is_one_401(guest: httpx.AsyncClient, admin: httpx.AsyncClient) -> None:
    one, other = (await made(admin))["key"], (await made(admin))["key"]
    strangers = one[:30] + other[30:]  # the id of one with the secret of another
    answers = [
        await guest.post("/incident", json=REPORT, headers={"X-API-Key": key})
        for key in (strangers, one[:-1], "", "iir_", "x" * 5000)
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text.replace(answer.headers["X-Request-ID"], "") for answer in answers}) == 1


async def test_a_key_forces_service_and_environment(guest: httpx.AsyncClient, admin: httpx.AsyncClient) -> None:
    key = (await made(admin, service="payments", environment="prod"))["key"]
    told = REPORT | {"environment": "test"}
    answer = (await guest.post("/incident", json=told, headers={"X-API-Key": key})).json()
    ticket = (await admin.get(f"/incidents/{answer['incident_id']}")).json()
    assert (ticket["service"], ticket["environment"]) == ("payments", "prod")
    batch = await guest.post("/incidents/batch", json={"reports": [told]}, headers={"X-API-Key": key})
    assert batch.json()["results"][0]["incident_id"] == answer["incident_id"]


async def test_who_only_reports_sees_nothing_of_tickets(guest: httpx.AsyncClient, admin: httpx.AsyncClient) -> None:
    headers = {"X-API-Key": (await made(admin))["key"]}
    answer = (await guest.post("/incident", json=REPORT, headers=headers)).json()
    again = (await guest.post("/incident?graph=true", json=REPORT, headers=headers)).json()
    batch = await guest.post("/incidents/batch", json={"reports": [REPORT]}, headers=headers)
    outcome = (await guest.get(f"/reports/{answer['request_id']}", headers=headers)).json()
    own = {"request_id", "status", "incident_id", "root_id", "regression_of", "severity", "occurrences"}
    own |= {"pending", "decision"}
    for told in (answer, again, outcome, batch.json()["results"][0]):
        assert set(told) - {"response_time_seconds", "also", "warnings"} == own
        assert not told.get("also")
        assert set(told["decision"]) == {"method"}


async def test_a_revoked_key_ends_everywhere(app: FastAPI, admin: httpx.AsyncClient, toolbox: Toolbox) -> None:
    key = await made(admin)
    async with client_of(app, **{"X-API-Key": key["key"]}) as machine:
        assert (await machine.post("/incident", json=REPORT)).status_code == 200
        assert (await admin.delete(f"/keys/{key['key_id']}")).status_code == 204
        assert (await machine.post("/incident", json=REPORT)).status_code == 401
    assert [each["state"] for each in (await admin.get("/keys")).json()["keys"]] == ["revoked"]


async def test_an_expired_key_is_refused(guest: httpx.AsyncClient, admin: httpx.AsyncClient, monkeypatch) -> None:
    key = await made(admin, expires_at="2999-01-01T00:00:00Z")
    headers = {"X-API-Key": key["key"]}
    assert (await guest.post("/incident", json=REPORT, headers=headers)).status_code == 200
    monkeypatch.setattr("tools.nouns.keys.ApiKey.in_force", lambda _key, _now: False)
    assert (await guest.post("/incident", json=REPORT, headers=headers)).status_code == 401


async def test_a_key_in_an_address_is_refused_and_audited(
    guest: httpx.AsyncClient, admin: httpx.AsyncClient, toolbox: Toolbox
) -> None:
    key = await made(admin, scopes=["report"], sender="alertmanager")
    answer = await guest.post(f"/incident?token={key['key']}", json=REPORT)
    assert answer.status_code == 401
    assert key["key"] not in answer.text
    lines = audited(toolbox.settings.data_dir)
    assert ("acme", "key:machine", "key-refused-in-url", key["key_id"], '{"path":"/incident"}') in lines
    # A valid token in a header does not excuse the key in the address.
    assert (await admin.get(f"/incidents?token={key['key']}")).status_code == 401


async def test_who_runs_a_key_learns_why_it_was_refused(app: FastAPI, admin: httpx.AsyncClient) -> None:
    key = (await made(admin, scopes=["report"]))["key"]
    with pytest.raises(RefusedKey) as refused:
        await app.state.services.admission.principal(Offered("/incident", url_token=key, takes_url_token=True))
    assert refused.value.why.startswith("the key was in the address, where only one with the one scope report")


async def test_no_log_holds_a_key(
    guest: httpx.AsyncClient, admin: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    key = (await made(admin))["key"]
    await guest.post(f"/incident?token={key}", json=REPORT)
    await guest.post("/incident", json=REPORT, headers={"X-API-Key": key})
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("httpx")]
    assert not [said for said in ours if key in said]
