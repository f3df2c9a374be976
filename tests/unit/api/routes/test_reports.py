"""Reports in, verdicts out: the story a newcomer tries first."""

import time

import httpx

from tools.toolbox import Toolbox

REPORT = {"log": "Lambda timeout after 30s", "service": "payment-processor"}


async def test_new_then_duplicate_then_regression(responder: httpx.AsyncClient) -> None:
    first = (await responder.post("/incident", json=REPORT)).json()
    assert first["status"] == "new"
    again = (await responder.post("/incident", json=REPORT)).json()
    assert (again["status"], again["incident_id"], again["occurrences"]) == ("existing", first["incident_id"], 2)
    closing = {"incident_id": first["incident_id"], "resolution": "raised the timeout", "resolved_by": "alice"}
    resolved = await responder.post("/resolve", json=closing)
    assert resolved.json()["status"] == "RESOLVED"
    back = (await responder.post("/incident", json=REPORT)).json()
    assert (back["status"], back["regression_of"], back["severity"]) == ("regression", first["incident_id"], "HIGH")
    assert (await responder.post("/incident", json=REPORT)).json()["incident_id"] == back["incident_id"]


async def test_a_pruned_report_sent_again_is_answered_as_before(responder: httpx.AsyncClient, toolbox: Toolbox) -> None:
    key = {"Idempotency-Key": "alert-7"}
    first = (await responder.post("/incident", json=REPORT, headers=key)).json()
    closing = {"incident_id": first["incident_id"], "resolution": "raised the timeout", "resolved_by": "alice"}
    await responder.post("/resolve", json=closing)
    await toolbox.store.prune(time.time() + 1)  # type: ignore[attr-defined]  # beyond the port
    again = await responder.post("/incident", json=REPORT, headers=key)
    assert (again.status_code, again.json()["request_id"]) == (200, first["request_id"])


async def test_plain_text_is_a_report(responder: httpx.AsyncClient) -> None:
    where = "/incident?service=payment-processor&environment=prod&severity=warn"
    answer = await responder.post(where, content="Lambda timeout after 30s", headers={"Content-Type": "text/plain"})
    told = answer.json()
    assert (told["status"], told["severity"]) == ("new", "MEDIUM")
    ticket = (await responder.get(f"/incidents/{told['incident_id']}")).json()
    assert (ticket["service"], ticket["environment"]) == ("payment-processor", "prod")
    listed = (await responder.get("/incidents?environment=prod")).json()
    assert [each["incident_id"] for each in listed["incidents"]] == [told["incident_id"]]
    assert (await responder.get("/incidents?environment=test")).json()["count"] == 0
    for path, body in (("/incident", b"no service"), (where, b""), (where, b"\xff\xfe")):
        refused = await responder.post(path, content=body, headers={"Content-Type": "text/plain; charset=utf-8"})
        assert refused.status_code in (400, 422), path
