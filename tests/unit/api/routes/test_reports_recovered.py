"""A text that tells an end opens nothing: it is told on the ticket of what is over, or kept as unmatched."""

import json
from typing import Any

import httpx
import pytest
from pydantic import TypeAdapter

from api.http.report_answers import ReportAnswer
from tools.toolbox import Toolbox

FIRING = "[FIRING:1] Mail queue of the relay is too long"
OVER = "[RESOLVED] Mail queue of the relay is too long"


def body(log: str, service: str = "mail") -> dict[str, str]:
    return {"log": log, "service": service}


def pasted(*alerts: tuple[str, str]) -> dict[str, str]:
    each = [
        {"status": status, "labels": {"alertname": name}, "annotations": {"summary": f"{name} of the ledger"}}
        for name, status in alerts
    ]
    return body(json.dumps({"receiver": "ops", "status": "firing", "alerts": each}), "ledger")


async def told(client: httpx.AsyncClient, report: dict[str, str], path: str = "/incident") -> dict[str, Any]:
    answer: dict[str, Any] = (await client.post(path, json=report)).json()
    TypeAdapter(ReportAnswer).validate_python(answer, strict=True)
    return answer


async def comments(client: httpx.AsyncClient, incident_id: str) -> list[dict[str, Any]]:
    ticket = (await client.get(f"/incidents/{incident_id}")).json()
    return [event for event in ticket["timeline"] if event["kind"] == "comment"]


@pytest.mark.parametrize("path", ["/incident", "/incident?graph=true"])
async def test_an_end_names_the_live_ticket_and_opens_nothing(responder: httpx.AsyncClient, path: str) -> None:
    opened = await told(responder, body(FIRING))
    over = await told(responder, body(OVER), path)
    assert (over["status"], over["incident_id"], over["root_id"]) == (
        "recovered",
        opened["incident_id"],
        opened["root_id"],
    )
    assert (over["occurrences"], over["pending"], over["decision"]["verdict"]) == (1, [], "recovered")
    listed = (await responder.get("/incidents")).json()
    assert listed["count"] == 1
    assert (listed["incidents"][0]["status"], listed["incidents"][0]["occurrences"]) == ("OPEN", 1)
    [event] = await comments(responder, opened["incident_id"])
    assert event["actor"] == "system:recovery"
    assert "Mail queue of the relay is too long" in event["data"]["text"]


async def test_an_end_told_again_says_nothing_new(responder: httpx.AsyncClient) -> None:
    opened = await told(responder, body(FIRING))
    first, again = await told(responder, body(OVER)), await told(responder, body(OVER))
    assert first["incident_id"] == again["incident_id"] == opened["incident_id"]
    assert len(await comments(responder, opened["incident_id"])) == 1


async def test_an_end_of_nothing_live_is_kept_as_unmatched(responder: httpx.AsyncClient, toolbox: Toolbox) -> None:
    for _ in range(2):  # a shipper sends it again
        over = await told(responder, {**body(OVER), "occurred_at": "2026-11-29T09:14:02Z"})
        assert (over["status"], over["incident_id"], over["occurrences"]) == ("recovered", None, 0)
    assert (await responder.get("/incidents")).json()["count"] == 0
    [kept] = (await toolbox.store.unmatched_recoveries("default")).items
    assert (kept.service, kept.text) == ("mail", "Mail queue of the relay is too long")


async def test_an_end_after_the_resolve_is_no_regression(responder: httpx.AsyncClient) -> None:
    opened = await told(responder, body(FIRING))
    closing = {"incident_id": opened["incident_id"], "resolution": "flushed", "resolved_by": "ann"}
    await responder.post("/resolve", json=closing)
    assert (await told(responder, body(OVER)))["incident_id"] is None
    assert (await told(responder, body(FIRING)))["status"] == "regression"


async def test_the_end_of_another_thing_is_another_end(responder: httpx.AsyncClient) -> None:
    await told(responder, body("[FIRING:1] Disk of host db-1 is full"))
    assert (await told(responder, body("[RESOLVED] Disk of host web-1 is full")))["incident_id"] is None
    assert (await told(responder, body("[RESOLVED] Mail queue is too long")))["incident_id"] is None
    assert (await told(responder, body("[RESOLVED] Disk of host db-2 is full")))["incident_id"]


async def test_an_end_told_the_other_way_round_is_of_the_same_problem(responder: httpx.AsyncClient) -> None:
    opened = await told(responder, body("PROBLEM - Replication of the ledger database to the standby is down"))
    over = await told(responder, body("RECOVERY - Replication of the ledger database to the standby is up"))
    assert (over["status"], over["incident_id"]) == ("recovered", opened["incident_id"])


# As programs send them by hand, with a firing text and the text of its end.
BY_HAND = [
    ("[PROBLEM] Mail queue of the relay is too long", "[CLEARED] Mail queue of the relay is too long"),
    ("[prod] [FIRING] Mail queue of the relay is too long", "[prod] [RESOLVED] Mail queue of the relay is too long"),
    ("Mail queue of the relay is too long", "RESOLVED Mail queue of the relay is too long"),
    ("firing: Mail queue of the relay is too long", "resolved: Mail queue of the relay is too long"),
    ('ALARM: "mail-queue" in EU (Frankfurt)', 'OK: "mail-queue" in EU (Frankfurt)'),
    ("PROBLEM: Host relay is DOWN", "RECOVERY: Host relay is UP"),
    ("** PROBLEM Service Alert: relay/Disk is CRITICAL **", "** RECOVERY Service Alert: relay/Disk is OK **"),
    ("🔴 relay is down", "✅ relay is up"),
    ("2026-11-29T09:14:02Z [FIRING] Mail queue is too long", "2026-11-29T09:20:02Z [RESOLVED] Mail queue is too long"),
    (
        "2026-11-29 09:14:02,123 ERROR bell: PROBLEM: Queue full",
        "2026-11-29 09:20:02,123 INFO bell: RECOVERY: Queue full",
    ),
]


@pytest.mark.parametrize(("firing", "over"), BY_HAND)
async def test_texts_by_hand_match_whatever_door(responder: httpx.AsyncClient, firing: str, over: str) -> None:
    plain = {"Content-Type": "text/plain"}
    opened = (await responder.post("/incident?service=mail", content=firing.encode(), headers=plain)).json()
    ended = (await responder.post("/incident?service=mail", content=over.encode(), headers=plain)).json()
    assert (ended["status"], ended["incident_id"]) == ("recovered", opened["incident_id"])
    [fired] = (await responder.post("/webhooks/generic", content=firing.encode(), headers=plain)).json()["signals"]
    [told] = (await responder.post("/webhooks/generic", content=f"{over}\n".encode(), headers=plain)).json()["signals"]
    assert (fired["kind"], fired["status"]) == ("fired", "new")
    assert (told["kind"], told["incident_id"]) == ("recovered", fired["incident_id"])


@pytest.mark.parametrize(
    "text",
    ["[Recovery] panic recovered: no row", "RECOVERY FAILED: no disk", "closed - reset by peer", "OK then it broke"],
)
async def test_these_words_are_no_end(responder: httpx.AsyncClient, text: str) -> None:
    assert (await told(responder, body(text)))["status"] == "new"


async def test_of_a_group_each_alert_tells_for_itself(responder: httpx.AsyncClient) -> None:
    opened = await told(responder, pasted(("DiskFull", "firing")))
    group = await told(responder, pasted(("DiskFull", "resolved"), ("QueueStuck", "firing")))
    assert group["status"] == "new"
    assert [(each["status"], each["incident_id"]) for each in group["also"]] == [("recovered", opened["incident_id"])]
    over = await told(responder, pasted(("QueueStuck", "resolved"), ("LeaseLost", "resolved")))
    ends = {over["incident_id"], *(each["incident_id"] for each in over["also"])}
    assert (over["status"], ends) == ("recovered", {group["incident_id"], None})
    assert (await responder.get("/incidents")).json()["count"] == 2


async def test_a_batch_tells_ends_too(responder: httpx.AsyncClient) -> None:
    answer = (await responder.post("/incidents/batch", json={"reports": [body(FIRING), body(OVER)]})).json()
    assert [each["status"] for each in answer["results"]] == ["new", "recovered"]
    metrics = (await responder.get("/metrics")).text
    assert 'incident_responder_reports_total{status="recovered"} 1.0' in metrics
