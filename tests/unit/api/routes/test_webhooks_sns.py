"""An alarm of CloudWatch through a topic of SNS: confirmed, fired, delivered twice, over."""

import json
import time
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from tests.support.application import SignedIn
from tests.support.sns import Topic
from tools.inbound.sample import samples_of


def alarm(state: str, at: float) -> dict[str, Any]:
    """A sample's alarm in that state, as of then."""
    body = next(each.body for each in samples_of("sns") if each.name == "alarm")
    told = json.loads(json.loads(body)["Message"])
    changed = time.strftime("%Y-%m-%dT%H:%M:%S.000+0000", time.gmtime(at))
    other = "OK" if state == "ALARM" else "ALARM"
    return dict(told | {"NewStateValue": state, "OldStateValue": other, "StateChangeTime": changed})


@pytest.mark.parametrize("version", ["1", "2"])
async def test_the_life_of_an_alarm(
    guest: httpx.AsyncClient, signed_in: SignedIn, app: FastAPI, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    admin, now = await signed_in("admin", "acme"), time.time()
    wanted = {"name": "sns", "scopes": ["report"], "sender": "sns", "require_signature": True}
    topic = Topic(guest, {"X-API-Key": (await admin.post("/keys", json=wanted)).json()["key"]}, version)
    monkeypatch.setattr(app.state.services.sender_check.sns, "fetch", topic.fetch)
    confirmed = await topic.subscribe()
    assert (confirmed.status_code, topic.confirmed) == (200, True)
    assert [each["reason"] for each in confirmed.json()["signals"]] == ["subscription"]
    [fired] = (await topic.publish(alarm("ALARM", now - 60))).json()["signals"]
    assert (fired["kind"], fired["status"]) == ("fired", "new")
    [again] = (await topic.again()).json()["signals"]
    assert again["incident_id"] == fired["incident_id"]
    [over] = (await topic.publish(alarm("OK", now - 5))).json()["signals"]
    assert (over["kind"], over["incident_id"]) == ("recovered", fired["incident_id"])
    ticket = (await admin.get(f"/incidents/{fired['incident_id']}")).json()
    assert (ticket["occurrences"], ticket["recovering_since"] is not None) == (1, True)
