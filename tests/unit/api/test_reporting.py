"""Reports in, verdicts out: the story a newcomer tries first."""

import httpx

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
