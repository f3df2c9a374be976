"""Reports sent to a running server, for stories that people then see."""

import httpx


def report(api: httpx.Client, log: str, service: str = "checkout", **more: object) -> str:
    """The id of the incident that it became."""
    answer = api.post("/incident", json={"log": log, "service": service, **more})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["incident_id"])
